import assert from "node:assert/strict";
import { describeReason, isEndless } from "./reasons.ts";

Deno.test("describeReason() adds words to Slurm's, whatever stands behind them", () => {
  const cases: readonly [string, string | undefined][] = [
    ["None", undefined],
    ["(null)", undefined],
    ["NonZeroExitCode", undefined],
    ["Priority", "Priority: other jobs are before it"],
    [
      "ReqNodeNotAvail, UnavailableNodes:node2",
      "ReqNodeNotAvail, UnavailableNodes:node2: a node that it needs is down or reserved",
    ],
    ["RaisedSignal:9(Killed)", "RaisedSignal:9(Killed): a signal ended it"],
    ["SomethingNew", "SomethingNew"],
  ];
  for (const [reason, words] of cases) assert.equal(describeReason(reason, "queued"), words);
});

Deno.test("describeReason() says of a waiting job alone that it will never start", () => {
  assert.match(describeReason("BadConstraints", "held") ?? "", /never start by itself$/);
  assert.doesNotMatch(describeReason("DependencyNeverSatisfied", "cancelled") ?? "", /never start/);
});

Deno.test("isEndless() tells reasons that pass from those that do not", () => {
  const endless = [
    "DependencyNeverSatisfied",
    "InvalidAccount",
    "PartitionTimeLimit",
    "JobHeldAdmin",
  ];
  for (const reason of endless) assert.ok(isEndless(reason), reason);
  for (const reason of ["Dependency", "Resources", "PartitionDown", "BeginTime", "SomethingNew"]) {
    assert.ok(!isEndless(reason), reason);
  }
});

Deno.test("describeReason() tells a cancelled job what ended it, not what it waited for", () => {
  for (const reason of ["PartitionDown", "Priority", "JobHeldUser", "QOSMaxJobsPerUserLimit"]) {
    assert.equal(describeReason(reason, "cancelled"), undefined, reason);
  }
  assert.match(describeReason("DependencyNeverSatisfied", "cancelled") ?? "", /ended otherwise/);
  assert.match(describeReason("TimeLimit", "timed_out") ?? "", /walltime/);
});
