#!/bin/bash
# Hands the scan over to the cluster and leaves: an array job for the points, and a job that gathers and draws them.
#
#   ./scan.sh FOLDER [python3]   what comes out lies in FOLDER; python3 is an interpreter that has matplotlib

set -euo pipefail
folder=${1:?name the folder for the results}
python=${2:-python3}
cd "$(dirname "$0")"

points=$(tessera sweep tower apply --over plan.yaml --output-path "$folder" \
  --on slurm --tasks 4 --cpus-per-task 2 --time 10m --no-wait)

# Points that a lost node left behind are done by then, or --resume submits a job for them.
tessera submit --name plot --on slurm --after "$points:end" --cpus-per-task 2 --time 10m -- \
  sh -c 'tessera sweep --resume "$1" && exec "$2" plot.py "$1"' sh "$folder" "$python"
