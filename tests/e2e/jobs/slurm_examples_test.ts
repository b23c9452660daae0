/** The pages about clusters, followed to the letter on a real one: examples/slurm and docs/hpc.md. */

import assert from "node:assert/strict";
import { dirname } from "node:path";
import { executablePath, needs, upstreamPython } from "../../requirements.ts";
import { SlurmCluster } from "../../services/slurm_cluster.ts";
import { runCommand } from "../support/command.ts";
import { copyFolder } from "../support/copy_folder.ts";
import { LoginNode } from "../support/login_node.ts";
import { tempFolder } from "../support/temp_folder.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
/** What a page says about the rod, and about Den Hartog's best damper. */
const CONDUCTIVITY = 237;
const TRANSFER = 12;
const POINTS = 2_009;

/** A folder that nodes do not see. */
const HIDE = 'hidden=$(mktemp -d -p "$HOME"); mount -t tmpfs -o size=100k tmpfs "$hidden"';
/** What goes wrong on this cluster and its login node, each in a shell of its own. */
const FAILURES = [
  "ulimit -v 20000000; exec tessera version",
  String.raw`printf '\177ELF\2\1\1\0' >other; chmod +x other; ./other`,
  'PATH="$HOME/bin" exec tessera submit --on slurm -- true',
  "tessera submit --on slurm --time 30 -- true",
  "tessera submit --on slurm --nodes 99 -- true",
  `id=$(tessera submit --on slurm --wait --option 'setupLines=module load cuda' -- true)
  tessera jobs logs "$id"`,
  `${HIDE}
  XDG_STATE_HOME=$hidden tessera submit --on slurm --wait -- true`,
  `${HIDE}
  touch "$hidden/tessera"; mount --bind "$(realpath ~/bin/tessera)" "$hidden/tessera"
  "$hidden/tessera" run examples/vectoradd apply '{}' --on slurm`,
  `${HIDE}
  cp -r examples/vectoradd "$hidden/module"
  tessera run "$hidden/module" apply '{}' --on slurm`,
  `${HIDE}
  mkdir "$hidden/work"
  id=$(tessera submit --on slurm --wait --workdir "$hidden/work" -- true)
  tessera jobs logs "$id"`,
  `python3 -m venv --without-pip empty
  tessera run examples/python/vectoradd apply '{}' --python empty/bin/python`,
  `server=$(http_proxy=http://127.0.0.1:9 tessera serve examples/vectoradd --on slurm)
  id=$(echo "$server" | awk '$1 == "job" { print $2 }')
  tessera jobs cancel "$id"; tessera jobs wait "$id"
  tessera run "job:$id" health`,
  `id=$(tessera serve examples/vectoradd --on slurm --detach --option partition=closed)
  tessera run "job:$id" health
  tessera jobs list; tessera jobs cancel "$id"`,
  `${HIDE}
  dd if=/dev/zero of="$hidden/all" bs=1k count=100 status=none
  XDG_STATE_HOME=$hidden tessera submit --on slurm -- true`,
];
/** What cannot go wrong here, or takes minutes. */
const NOT_HERE = [
  "GLIBC_2.27' not found",
  "timed out",
  "out of memory",
  "Disk quota exceeded",
];

Deno.test({
  name: "examples/slurm and docs/hpc.md do on a Slurm cluster what they say",
  ...needs("executable", "slurm", "upstream"),
  async fn(context) {
    await using cluster = await SlurmCluster.start();
    const login = await LoginNode.open(cluster);
    const folder = `${login.path}/examples/slurm`;
    await context.step(
      "examples/slurm/optimise finds the rod's material in every way",
      async () => {
        await login.follow("examples/slurm/optimise/README.md");
        // two batch scripts, one allocation, one shell, and Python from the login node
        await isFitted(`${folder}/optimise`, 5);
        const history = await Deno.readTextFile(`${folder}/optimise/history.csv`);
        assert.match(history, /^step,error_kelvin,conductivity,transfer\r?\n0,90\.6/);
      },
    );
    await context.step(
      "examples/slurm/scan has every point and its plot in every way",
      async () => {
        await login.follow("examples/slurm/scan/README.md");
        const sweeps = await namesIn(`${folder}/scan`, /^(sways|later|scan-\d+)$/);
        assert.equal(sweeps.length, 3);
        for (const name of sweeps) await isCompleteScan(`${folder}/scan/${name}`);
      },
    );
    await context.step("docs/hpc.md", async () => {
      await login.follow("docs/hpc.md");
    });
    await context.step("docs/hpc.md quotes what goes wrong as it is told", async () => {
      const quoted = symptomsIn(await Deno.readTextFile(`${ROOT}docs/hpc.md`));
      const told = (await Promise.all(FAILURES.map((line) => login.attempt(line)))).join("\n");
      const missing = quoted.filter((symptom) => !patternOf(symptom).test(told));
      assert.deepEqual(missing.filter((symptom) => !NOT_HERE.includes(symptom)), [], told);
      assert.deepEqual(NOT_HERE.filter((symptom) => !quoted.includes(symptom)), []);
    });
    await context.step("nothing is left running", async () => {
      await login.untilNoJobs();
      const jobs: { isFinal: boolean }[] = JSON.parse(await login.run("tessera jobs list --json"));
      assert.ok(jobs.length > 0 && jobs.every(({ isFinal }) => isFinal), JSON.stringify(jobs));
    });
  },
});

Deno.test({
  name: "the batch scripts of examples/slurm are scripts, too: they run where there is no Slurm",
  ...needs("executable", "upstream"),
  async fn() {
    await using folder = await tempFolder();
    await copyFolder(`${ROOT}examples/slurm`, folder.path);
    await Deno.mkdir(`${folder.path}/bin`);
    await Deno.symlink(await Deno.realPath(executablePath()), `${folder.path}/bin/tessera`);
    const path = [`${folder.path}/bin`, dirname(upstreamPython()), Deno.env.get("PATH")].join(":");
    const env = { PATH: path, HOME: folder.path, SLURM_JOB_ID: "", SLURM_SUBMIT_DIR: "" };
    const bash = async (cwd: string, ...args: string[]) => {
      const { code, stderr } = await runCommand(args, { cwd, env, program: "bash" });
      assert.equal(code, 0, stderr);
    };
    await bash(`${folder.path}/optimise`, "optimise.sbatch");
    await bash(`${folder.path}/optimise`, "optimise.sbatch", "python3");
    await isFitted(`${folder.path}/optimise`, 2);
    await bash(`${folder.path}/scan`, "scan.sbatch", "python3");
    const [sweep = ""] = await namesIn(`${folder.path}/scan`, /^scan-\d+$/);
    await isCompleteScan(`${folder.path}/scan/${sweep}`);
  },
});

/** What stands between backticks in the first column of the table of symptoms. */
function symptomsIn(page: string): string[] {
  const [, section = ""] = /^## When something goes wrong$([^]*?)^## /m.exec(page) ?? [];
  const cells = section.split("\n").filter((line) => line.startsWith("|")).map((line) =>
    line.split(" | ")[0] ?? ""
  );
  return cells.flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, text = ""]) => text));
}

/** `…` stands for anything. */
function patternOf(text: string): RegExp {
  return new RegExp(text.split("…").map((part) => RegExp.escape(part)).join(".*"));
}

/** Every search below a folder has ended at the rod's material. */
async function isFitted(folder: string, searches: number): Promise<void> {
  const places = [".", ...await namesIn(folder, /./)].map((name) => `${folder}/${name}`);
  const texts = await Promise.all(
    places.map((place) => Deno.readTextFile(`${place}/result.json`).catch(() => undefined)),
  );
  const results = texts.filter((text) => text !== undefined).map((text) => JSON.parse(text));
  assert.equal(results.length, searches);
  for (const { conductivity, transfer, error, converged } of results) {
    assert.ok(Math.abs(conductivity - CONDUCTIVITY) < 0.1, `${conductivity}`);
    assert.ok(Math.abs(transfer - TRANSFER) < 0.01, `${transfer}`);
    assert.ok(error < 0.01, `${error}`);
    assert.equal(converged, true);
  }
}

/** Every point is there once, the best damper is the grid's nearest to the formulas, and the picture is one. */
async function isCompleteScan(folder: string): Promise<void> {
  const text = await Deno.readTextFile(`${folder}/results.jsonl`);
  const points = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  const order = Array.from({ length: POINTS }, (_, index) => index);
  assert.deepEqual(points.map(({ index }) => index), order);
  const best = points.reduce((least, point) =>
    point.outputs.sway < least.outputs.sway ? point : least
  );
  assert.ok(Math.abs(best.inputs.damper_frequency - 0.1452) < 0.0005);
  assert.ok(Math.abs(best.inputs.damper_damping - 0.1095) < 0.003);
  const picture = await Deno.readFile(`${folder}/sway.png`);
  assert.deepEqual([...picture.subarray(1, 4)], [..."PNG"].map((letter) => letter.charCodeAt(0)));
  assert.ok(picture.length > 20_000, `${picture.length} bytes`);
}

async function namesIn(folder: string, wanted: RegExp): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  return names.filter((name) => wanted.test(name)).sort();
}
