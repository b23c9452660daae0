/** Who asks, which service, and where: from the usual environment and profile files of AWS. @module */

import { findNearestName } from "../../core/nearest_name.ts";
import type { StorageSettings } from "../storage.ts";
import { StorageError } from "../storage_error.ts";
import { readProfileFile, type Section } from "./profile_file.ts";

/** Keys to sign with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

/** What the environment and the profile say. */
export interface Account {
  /** Keys; without them, requests are sent unsigned, which public buckets allow. */
  readonly credentials: Credentials | undefined;
  /** Where the credentials come from, or why there are none, as a clause. */
  readonly source: string;
  /** The region that is signed for. */
  readonly region: string;
  /** A service other than AWS's own. */
  readonly endpoint: URL | undefined;
  /** Whether the bucket is part of the host name, where the service is not AWS's own. */
  readonly isVirtualHosted: boolean;
}

type Env = StorageSettings["env"];

const EXPORT_HINT =
  'Run: eval "$(aws configure export-credentials --format env)", which puts keys into the environment';

/**
 * Reads `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_NO_SIGN_REQUEST`, `AWS_PROFILE`,
 * `AWS_REGION`, `AWS_DEFAULT_REGION`, `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, and the files that
 * `AWS_SHARED_CREDENTIALS_FILE` and `AWS_CONFIG_FILE` name (`~/.aws/credentials`, `~/.aws/config`).
 *
 * @throws {StorageError} `bad_input` or `not_found` when they are incomplete or name what is not there.
 */
export async function readAccount(env: Env): Promise<Account> {
  const profile = await readProfile(env);
  const endpoint = env("AWS_ENDPOINT_URL_S3") ?? env("AWS_ENDPOINT_URL") ??
    profile.services.get("s3.endpoint_url") ?? profile.settings.get("endpoint_url");
  return {
    ...findCredentials(env, profile),
    region: env("AWS_REGION") ?? env("AWS_DEFAULT_REGION") ?? profile.settings.get("region") ??
      "us-east-1",
    endpoint: endpoint === undefined ? undefined : parseEndpoint(endpoint),
    isVirtualHosted: profile.settings.get("s3.addressing_style") === "virtual",
  };
}

interface Profile {
  readonly name: string;
  /** Those of the credentials file before those of the configuration file. */
  readonly settings: Section;
  /** Of the `services` section that the profile names. */
  readonly services: Section;
}

async function readProfile(env: Env): Promise<Profile> {
  const chosen = env("AWS_PROFILE") ?? env("AWS_DEFAULT_PROFILE");
  const name = chosen ?? "default";
  const home = env("HOME") ?? "";
  const pathOf = (variable: string, file: string) =>
    (env(variable) ?? `~/.aws/${file}`).replace(/^~(?=\/|$)/, home);
  const config = await readProfileFile(pathOf("AWS_CONFIG_FILE", "config"));
  const keys = await readProfileFile(pathOf("AWS_SHARED_CREDENTIALS_FILE", "credentials"));
  const ofConfig = config.get(`profile ${name}`) ??
    (name === "default" ? config.get("default") : undefined);
  const ofKeys = keys.get(name);
  if (chosen !== undefined && ofConfig === undefined && ofKeys === undefined) {
    throw unknownProfile(chosen, [...keys.keys(), ...config.keys()]);
  }
  const settings = new Map([...ofConfig ?? [], ...ofKeys ?? []]);
  return {
    name,
    settings,
    services: config.get(`services ${settings.get("services")}`) ?? new Map(),
  };
}

function findCredentials(env: Env, profile: Profile): Pick<Account, "credentials" | "source"> {
  if (/^(1|y|yes|true|on)$/i.test(env("AWS_NO_SIGN_REQUEST") ?? "")) {
    return { credentials: undefined, source: "AWS_NO_SIGN_REQUEST asks for unsigned requests" };
  }
  const ofEnv = credentialsOf("the environment", {
    accessKeyId: ["AWS_ACCESS_KEY_ID", env("AWS_ACCESS_KEY_ID")],
    secretAccessKey: ["AWS_SECRET_ACCESS_KEY", env("AWS_SECRET_ACCESS_KEY")],
    sessionToken: env("AWS_SESSION_TOKEN"),
  });
  if (ofEnv !== undefined) return { credentials: ofEnv, source: "the environment" };
  const source = `profile "${profile.name}"`;
  const { settings } = profile;
  const ofProfile = credentialsOf(source, {
    accessKeyId: ["aws_access_key_id", settings.get("aws_access_key_id")],
    secretAccessKey: ["aws_secret_access_key", settings.get("aws_secret_access_key")],
    sessionToken: settings.get("aws_session_token"),
  });
  if (ofProfile !== undefined) return { credentials: ofProfile, source };
  const indirect = [...settings.keys()].find((name) =>
    /^(sso_|role_arn$|credential_process$|credential_source$|web_identity|login_session)/.test(name)
  );
  if (indirect !== undefined) {
    throw new StorageError(
      "bad_input",
      `Cannot find S3 credentials: ${source} gets them through "${indirect}", expected keys`,
      { hint: EXPORT_HINT },
    );
  }
  return { credentials: undefined, source: "no credentials were found" };
}

type Named = readonly [name: string, value: string | undefined];

function credentialsOf(
  source: string,
  found: { accessKeyId: Named; secretAccessKey: Named; sessionToken: string | undefined },
): Credentials | undefined {
  const [idName, accessKeyId] = found.accessKeyId;
  const [secretName, secretAccessKey] = found.secretAccessKey;
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return { accessKeyId, secretAccessKey, sessionToken: found.sessionToken };
  }
  const [has, lacks] = accessKeyId === undefined ? [secretName, idName] : [idName, secretName];
  throw new StorageError(
    "bad_input",
    `Cannot find S3 credentials: ${source} has ${has} without ${lacks}, expected both`,
    { hint: `Set ${lacks}, too` },
  );
}

function parseEndpoint(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new StorageError(
    "bad_input",
    `Cannot use S3 endpoint "${text}": expected a URL with http:// or https://`,
    { hint: "Set AWS_ENDPOINT_URL_S3, for example to https://s3.example.org" },
  );
}

function unknownProfile(name: string, sections: readonly string[]): StorageError {
  const known = [...new Set(sections.filter((text) => !/^(services|sso-session) /.test(text)))]
    .map((text) => text.replace(/^profile /, ""));
  const nearest = findNearestName(name, known);
  const found = known.length === 0 ? "there are no profiles" : `found ${known.join(", ")}`;
  return new StorageError("not_found", `Cannot find AWS profile "${name}": ${found}`, {
    hint: nearest === undefined
      ? "Set AWS_PROFILE to a profile of ~/.aws/config or ~/.aws/credentials"
      : `Did you mean "${nearest}"?`,
  });
}
