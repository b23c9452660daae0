import assert from "node:assert/strict";
import { refusal } from "./refusals.ts";
import { saidBy } from "./transient.ts";

function said(stderr: string): string {
  return saidBy("sbatch", { code: 1, stdout: "", stderr });
}

Deno.test("refusal() names the partitions, and the nearest one", () => {
  const output = said(
    "sbatch: error: invalid partition specified: debgu\nsbatch: error: Batch job submission failed: Invalid partition name specified\n",
  );
  const error = refusal('submit job "x"', output, { asked: "debgu", known: ["debug", "short"] });
  assert.equal(error.code, "bad_input");
  assert.equal(
    error.message,
    'Cannot submit job "x": Slurm refused it (invalid partition specified: debgu; ' +
      "Batch job submission failed: Invalid partition name specified)",
  );
  assert.equal(error.hint, 'Partitions here are debug, short; did you mean "debug"?');
});

Deno.test("refusal() tells the next step for what Slurm says", () => {
  const failed = "sbatch: error: Batch job submission failed: ";
  const cases: readonly [string, RegExp][] = [
    [`${failed}Requested time limit is invalid (missing or exceeds some limit)`, /less time/],
    [`${failed}Invalid account or account/partition combination specified`, /option account/],
    [`${failed}Invalid qos specification`, /option qos/],
    [
      "sbatch: error: QOSMaxSubmitJobPerUserLimit\n" + failed +
      "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)",
      /wait for jobs to end/,
    ],
    [`${failed}Requested node configuration is not available`, /%G/],
    [`${failed}Memory specification can not be satisfied`, /less memory/],
    [`${failed}Invalid feature specification`, /option constraint/],
    [`${failed}Invalid generic resource (gres) specification`, /gpuOption=gres/],
    [`${failed}Invalid job array specification`, /MaxArraySize/],
    [`${failed}Job dependency problem`, /unknown to Slurm/],
    ["sbatch: unrecognized option '--frobnicate'", /no such option/],
    ["sbatch: error: something new", /--dry-run/],
  ];
  for (const [stderr, hint] of cases) assert.match(refusal("x", said(stderr)).hint ?? "", hint);
});

Deno.test("refusal() takes a Slurm that is not set up here for one that cannot be reached", () => {
  const said =
    "s_p_parse_file: cannot stat file /x: No such file or directory; fatal: Unable to process " +
    "configuration file";
  const { code, hint, message } = refusal('submit job "x"', said);
  assert.equal(code, "unavailable");
  assert.match(message, /^Cannot submit job "x": Slurm is not set up here \(.*Unable to process/);
  assert.match(hint ?? "", /SLURM_CONF/);
});
