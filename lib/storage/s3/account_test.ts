import assert from "node:assert/strict";
import { readAccount } from "./account.ts";

const CONFIG = `
# comment
[default]
region = eu-central-1
[profile lab]
region=eu-west-3
s3 =
  addressing_style = virtual
services = here
[profile sso]
sso_session = work
[services here]
s3 =
  endpoint_url = https://s3.example.org
`;
const KEYS = `
[default]
aws_access_key_id = DEFAULT
aws_secret_access_key = default/secret+=
[lab]
aws_access_key_id = LAB
aws_secret_access_key = lab-secret
aws_session_token = lab-token
[half]
aws_access_key_id = HALF
`;

async function read(env: Record<string, string>) {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${dir}/.aws`);
    await Deno.writeTextFile(`${dir}/.aws/config`, CONFIG);
    await Deno.writeTextFile(`${dir}/keys`, KEYS);
    const all: Record<string, string> = {
      HOME: dir,
      AWS_SHARED_CREDENTIALS_FILE: "~/keys",
      ...env,
    };
    return await readAccount((name) => all[name]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("readAccount() takes keys from the environment before those of a profile", async () => {
  const keys = { AWS_ACCESS_KEY_ID: "ENV", AWS_SECRET_ACCESS_KEY: "s", AWS_SESSION_TOKEN: "t" };
  const { credentials, source } = await read({ ...keys, AWS_PROFILE: "lab" });
  assert.deepEqual(credentials, { accessKeyId: "ENV", secretAccessKey: "s", sessionToken: "t" });
  assert.equal(source, "the environment");
});

Deno.test("readAccount() reads the profile that is named, or the default one", async () => {
  const usual = await read({});
  assert.equal(usual.credentials?.secretAccessKey, "default/secret+=");
  assert.equal(usual.region, "eu-central-1");
  assert.equal(usual.endpoint, undefined);
  const lab = await read({ AWS_PROFILE: "lab" });
  assert.equal(lab.credentials?.sessionToken, "lab-token");
  assert.equal(lab.region, "eu-west-3");
  assert.equal(lab.endpoint?.href, "https://s3.example.org/");
  assert.ok(lab.isVirtualHosted);
});

Deno.test("readAccount() lets the environment name region and endpoint", async () => {
  const { region, endpoint } = await read({
    AWS_DEFAULT_REGION: "a",
    AWS_REGION: "b",
    AWS_ENDPOINT_URL: "http://one",
    AWS_ENDPOINT_URL_S3: "http://two",
  });
  assert.equal(region, "b");
  assert.equal(endpoint?.host, "two");
});

Deno.test("readAccount() sends unsigned requests when asked, or without any keys", async () => {
  assert.equal((await read({ AWS_NO_SIGN_REQUEST: "yes" })).credentials, undefined);
  const none = await readAccount(() => undefined);
  assert.equal(none.credentials, undefined);
  assert.equal(none.source, "no credentials were found");
});

Deno.test("readAccount() explains what it cannot use", async () => {
  await assert.rejects(read({ AWS_PROFILE: "lap" }), { code: "not_found", hint: /"lab"/ });
  await assert.rejects(read({ AWS_PROFILE: "sso" }), { hint: /export-credentials/ });
  await assert.rejects(read({ AWS_PROFILE: "half" }), { hint: /aws_secret_access_key/ });
  await assert.rejects(read({ AWS_ACCESS_KEY_ID: "x" }), { hint: /AWS_SECRET_ACCESS_KEY/ });
  await assert.rejects(read({ AWS_ENDPOINT_URL: "host:9000" }), { code: "bad_input" });
});
