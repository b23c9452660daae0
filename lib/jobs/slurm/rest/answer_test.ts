import assert from "node:assert/strict";
import { failureIn, isSuccess, isUnauthorized, readAnswer, saidIn } from "./answer.ts";
import { RECORDED, type RecordedAnswer } from "./testing.ts";

function answer({ status, body }: RecordedAnswer) {
  return readAnswer(status, JSON.stringify(body));
}

Deno.test("readAnswer() reads what is wrong in every version", () => {
  for (const { release, refused, unknownJob, unknownCancelled, taken } of Object.values(RECORDED)) {
    assert.match(saidIn(answer(refused)), /Invalid partition name specified/, release);
    assert.match(saidIn(answer(unknownJob)), /Invalid job id specified/, release);
    assert.match(saidIn(answer(unknownCancelled)), /Invalid job id specified/, release);
    assert.ok(isSuccess(answer(taken)), release);
    for (const recorded of [refused, unknownJob]) {
      assert.deepEqual(
        [failureIn(answer(recorded)), isSuccess(answer(recorded))],
        ["final", false],
        release,
      );
    }
  }
});

Deno.test("failureIn() tells a controller that is down from a refusal", () => {
  const problem = (status: number, error: string, number: number) => {
    const body = `{"errors":[{"error":"${error}","error_number":${number}}]}`;
    return failureIn(readAnswer(status, body));
  };
  const noController = "Unable to contact slurm controller (connect failure)";
  assert.equal(problem(500, noController, 1800), "not_reached");
  assert.equal(problem(502, noController, 1800), "not_reached");
  // 22.05, when the controller is down
  assert.equal(problem(500, "Unspecified error", -1), "answer_lost");
  assert.equal(
    problem(500, "Zero Bytes were transmitted or received", 5005),
    "answer_lost",
  );
  // 20.11, when the controller is down
  assert.equal(failureIn(readAnswer(500, '{"errors":[],"jobs":[]}')), "answer_lost");
  // a proxy
  assert.equal(failureIn(readAnswer(503, "<html>busy</html>")), "answer_lost");
  assert.equal(problem(400, "Unspecified error", -1), "final");
  assert.equal(failureIn(readAnswer(404, "Unable find requested URL.")), "final");
});

Deno.test("isUnauthorized() knows the ways in which a token is refused", () => {
  assert.ok(isUnauthorized(readAnswer(401, "Authentication failure")));
  assert.ok(isUnauthorized(readAnswer(511, '{"errors":[]}')));
  const inBody = '{"errors":[{"error_number":1007,"error":"Protocol authentication error"}]}';
  assert.ok(isUnauthorized(readAnswer(200, inBody)));
  assert.ok(!isUnauthorized(readAnswer(200, '{"errors":[]}')));
});

Deno.test("saidIn() gives the text of an answer that is no JSON", () => {
  const page = readAnswer(404, "Unable find requested URL. Please view /openapi/v3\n");
  assert.equal(saidIn(page), "status 404: Unable find requested URL. Please view /openapi/v3");
  assert.equal(saidIn(readAnswer(500, "{}")), "status 500");
});
