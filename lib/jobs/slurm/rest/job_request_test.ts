import assert from "node:assert/strict";
import type { JobSpec } from "../../job.ts";
import { exampleSubmission } from "../example_submission.ts";
import { checkRequest, type SlurmRequest } from "../request.ts";
import { API_VERSIONS, type ApiVersion } from "./api_version.ts";
import { jobRequest, refuseUnsayable } from "./job_request.ts";

const ENV = { PATH: "/bin", HOME: "/home/ada" };
const MIB = 1024 ** 2;

function request(changes: Partial<JobSpec> = {}): SlurmRequest {
  return checkRequest(exampleSubmission("/jobs/a", changes));
}

function version(name: string): ApiVersion {
  const found = API_VERSIONS.find((candidate) => candidate.name === name);
  assert.ok(found !== undefined);
  return found;
}

function jobIn(body: Record<string, unknown>): Record<string, unknown> {
  const { job } = body;
  assert.ok(typeof job === "object" && job !== null);
  return { ...job };
}

/** Everything that a job can ask for in every version. */
const FULL: Partial<JobSpec> = {
  resources: {
    nodes: 2,
    tasks: 4,
    tasksPerNode: 2,
    cpusPerTask: 3,
    memoryPerNodeBytes: 1.5 * MIB,
    walltimeSec: 90_061,
    gpusPerNode: { count: 2, type: "a100" },
  },
  array: { indices: [0, 1, 2, 7], maxRunning: 3 },
  slurm: {
    partition: "debug",
    account: "physics",
    qos: "high",
    reservation: "tuesday",
    constraint: "a100&nvlink",
    exclusive: true,
    exclude: "n[1-2],m3",
    nodelist: "n[4,6]",
    licenses: "matlab:2",
    nice: "5",
    comment: "a note",
    mailType: "END,FAIL",
    mailUser: "ada",
    begin: "now+1hour",
    deadline: "2027-01-20T12:34:00",
  },
};

Deno.test("jobRequest() says everything in the words of sbatch until v0.0.38", () => {
  const body = jobRequest(request(FULL), version("v0.0.38"), ENV);
  assert.match(String(body["script"]), /^#!\/bin\/bash\n/);
  const { environment, ...job } = jobIn(body);
  assert.ok(typeof environment === "object" && environment !== null);
  assert.equal(Object.entries(environment).find(([name]) => name === "HOME")?.[1], "/home/ada");
  assert.deepEqual(job, {
    "name": "example",
    "comment": "tessera:0123456789 a note",
    "current_working_directory": "/jobs/a",
    "standard_output": "/jobs/a/tasks/%a.stdout",
    "standard_error": "/jobs/a/tasks/%a.stderr",
    "open_mode": "append",
    "time_limit": 1_502,
    "nodes": 2,
    "tasks": 4,
    "tasks_per_node": 2,
    "cpus_per_task": 3,
    "memory_per_node": 2,
    "gpus_per_node": "a100:2",
    "array": "0-2,7%3",
    "partition": "debug",
    "account": "physics",
    "qos": "high",
    "reservation": "tuesday",
    "constraints": "a100&nvlink",
    "exclusive": "exclusive",
    "exclude_nodes": "n[1-2],m3",
    "nodelist": "n[4,6]",
    "licenses": "matlab:2",
    "nice": 5,
    "mail_type": "END,FAIL",
    "mail_user": "ada",
    "begin_time": "now+1hour",
    "deadline": "2027-01-20T12:34:00",
    "no_requeue": true,
  });
});

Deno.test("jobRequest() says everything in the fields of Slurm's message from v0.0.40 on", () => {
  const body = jobRequest(request(FULL), version("v0.0.45"), ENV);
  assert.deepEqual(Object.keys(body), ["job"]);
  const { environment, script, ...job } = jobIn(body);
  assert.match(String(script), /^#!\/bin\/bash\n/);
  assert.ok(Array.isArray(environment) && environment.includes("HOME=/home/ada"));
  assert.deepEqual(job, {
    "name": "example",
    "comment": "tessera:0123456789 a note",
    "current_working_directory": "/jobs/a",
    "standard_output": "/jobs/a/tasks/%a.stdout",
    "standard_error": "/jobs/a/tasks/%a.stderr",
    "open_mode": ["APPEND"],
    "time_limit": 1_502,
    "nodes": "2-2",
    "tasks": 4,
    "tasks_per_node": 2,
    "cpus_per_task": 3,
    "memory_per_node": 2,
    "tres_per_node": "gres/gpu:a100:2",
    "array": "0-2,7%3",
    "partition": "debug",
    "account": "physics",
    "qos": "high",
    "reservation": "tuesday",
    "constraints": "a100&nvlink",
    "shared": ["none"],
    "excluded_nodes": ["n[1-2]", "m3"],
    "required_nodes": ["n[4,6]"],
    "licenses": "matlab:2",
    "nice": 5,
    "mail_type": ["END", "FAIL"],
    "mail_user": "ada",
    "begin_time": "now+1hour",
    "deadline": "2027-01-20T12:34:00",
    "requeue": false,
  });
});

Deno.test("jobRequest() says conditions, warnings and restarts, or that a version cannot", () => {
  const job = { backend: "slurm", id: "0other0000", nativeId: "7@http://host" };
  const waiting = request({ dependencies: [{ job, after: "success" }], isRequeueable: true });
  const old = jobIn(jobRequest(waiting, version("v0.0.38"), ENV));
  assert.deepEqual(
    [old["dependency"], old["kill_on_invalid_dependency"], old["requeue"]],
    ["afterok:7", true, true],
  );
  const recent = jobIn(jobRequest(waiting, version("v0.0.40"), ENV));
  assert.deepEqual(recent["flags"], ["KILL_INVALID_DEPENDENCY"]);
  assert.throws(() => jobRequest(waiting, version("v0.0.36"), ENV), {
    code: "bad_input",
    message: /cannot be told --kill-on-invalid-dep=yes: .* newer ones can/,
  });
  const warned = request({ warningSec: 60, resources: { walltimeSec: 600 } });
  const { kill_warning_signal: name, kill_warning_delay: sec, kill_warning_flags: flags } = jobIn(
    jobRequest(warned, version("v0.0.42"), ENV),
  );
  assert.deepEqual([name, sec, flags], ["USR1", 60, ["BATCH_JOB"]]);
  assert.throws(() => jobRequest(warned, version("v0.0.38"), ENV), {
    code: "bad_input",
    message: /cannot be told --signal=B:USR1@60: this slurmrestd cannot send USR1@60 to the script/,
    hint: /submit with sbatch/,
  });
});

Deno.test("jobRequest() names an option that has no field, and the nearest that has one", () => {
  const refused: readonly [Record<string, unknown>, RegExp, RegExp][] = [
    [
      { extra: ["--burst-buffer=x"] },
      /cannot be told --burst-buffer=x: its API \(v0\.0\.42\)/,
      /sbatch/,
    ],
    [{ extra: ["--resevation=x"] }, /--resevation=x/, /did you mean --reservation/],
    [{ cluster: "other" }, /--clusters=other/, /sbatch/],
    [{ mailType: "SOMETIMES" }, /found "SOMETIMES", expected BEGIN, END/, /sbatch/],
    [{ extra: ["--switches=few"] }, /expected N or N@MINUTES/, /sbatch/],
    [{ extra: ["--priority=TOP"] }, /expected a whole number/, /sbatch/],
  ];
  for (const [slurm, message, hint] of refused) {
    const body = () => jobRequest(request({ slurm }), version("v0.0.42"), ENV);
    assert.throws(body, { code: "bad_input", message, hint });
  }
});

Deno.test("refuseUnsayable() refuses what no version can be told", () => {
  refuseUnsayable(request(FULL), ENV);
  const refused = request({ slurm: { extra: ["--burst-buffer=x"] } });
  assert.throws(() => refuseUnsayable(refused, ENV), {
    message: /API \(any version\) has no such/,
  });
});

Deno.test("jobRequest() spells extra options and every kind of mail", () => {
  const slurm = {
    mailType: "all",
    gpuOption: "gres",
    extra: ["--gpus=a100:3", "--switches=1@30", "--hold"],
    memoryPerCpu: "200M",
  };
  const resources = { gpusPerNode: { count: 1 } };
  const job = jobIn(
    jobRequest(
      request({ slurm, resources }),
      version("v0.0.45"),
      ENV,
    ),
  );
  assert.deepEqual(job["mail_type"], [
    "BEGIN",
    "END",
    "FAIL",
    "REQUEUE",
    "INVALID_DEPENDENCY",
    "STAGE_OUT",
  ]);
  assert.deepEqual(
    [job["tres_per_job"], job["tres_per_node"], job["memory_per_cpu"]],
    ["gres/gpu:a100:3", "gres/gpu:1", 200],
  );
  assert.deepEqual(
    [job["required_switches"], job["wait_for_switch"], job["hold"]],
    [1, 1_800, true],
  );
});

Deno.test("jobRequest() drops nothing where two options share a field, and keeps the later of one", () => {
  const job = jobIn(
    jobRequest(
      request({
        resources: { gpusPerNode: { count: 2, type: "a100" } },
        slurm: { extra: ["--gres=shard:1,tmpdisk:10", "--wckey=a", "--wckey=b=c"] },
      }),
      version("v0.0.45"),
      { ...ENV, SBATCH_WCKEY: "default" },
    ),
  );
  assert.equal(job["tres_per_node"], "gres/gpu:a100:2,gres/shard:1,gres/tmpdisk:10");
  assert.equal(job["wckey"], "b=c");
});
