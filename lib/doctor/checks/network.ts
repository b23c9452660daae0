/** Proxies and certificate authorities, from the environment alone: nothing is asked. @module */

import type { Finding, Machine } from "../finding.ts";

const PROXY_NAMES = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"] as const;
const LOOPBACK = ["127.0.0.1", "localhost"] as const;
/** Variables that name a file of certificates, which is used beside or instead of the built-in ones. */
const CA_FILES = ["DENO_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"] as const;

/** Which proxy requests go through, and whether those to this machine do not. */
export function proxies({ env }: Machine): Promise<Finding[]> {
  const set = PROXY_NAMES.flatMap((name) => {
    const value = either(env, name);
    return value === undefined ? [] : [`${name}=${shownProxy(value)}`];
  });
  const why = "requests to other machines";
  if (set.length === 0) {
    const detail = "none set";
    return Promise.resolve([{ name: "proxy", isFound: true, isNeeded: false, detail, why }]);
  }
  const proxy = { name: "proxy", isFound: true, isNeeded: false, detail: set.join(" "), why };
  return Promise.resolve([proxy, loopback(env)]);
}

/** Certificates of the machine's own authorities, as proxies that look into TLS need. */
export async function authorities({ env, read }: Machine): Promise<Finding[]> {
  const why = "https to services of your institution";
  const findings: Finding[] = [];
  for (const name of CA_FILES) {
    const path = env[name];
    if (path === undefined || path === "") continue;
    const text = await read(path);
    const isFound = text?.includes("-----BEGIN CERTIFICATE-----") ?? false;
    const state = text === undefined ? "cannot be read" : "has no certificates";
    findings.push({
      name,
      isFound,
      isNeeded: false,
      detail: isFound ? path : `${path} ${state}`,
      why,
      ...(isFound ? {} : { remedy: `Set ${name} to a PEM file, or unset it` }),
    });
  }
  const store = env.DENO_TLS_CA_STORE;
  const usesSystem = store?.split(",").includes("system") ?? false;
  const detail = store === undefined || store === "" ? "built in only" : store;
  const remedy = "If https fails with UnknownIssuer: export DENO_TLS_CA_STORE=system,mozilla";
  const isFound = usesSystem || findings.some((finding) => finding.isFound);
  return [
    ...findings,
    {
      name: "authorities",
      isFound,
      isNeeded: false,
      detail,
      why,
      ...(isFound ? {} : { remedy }),
    },
  ];
}

function loopback(env: Machine["env"]): Finding {
  const skipped = (either(env, "NO_PROXY") ?? "").split(",").map((host) => host.trim());
  const missing = skipped.includes("*") ? [] : LOOPBACK.filter((host) => !skipped.includes(host));
  return {
    name: "NO_PROXY",
    isFound: missing.length === 0,
    isNeeded: false,
    detail: missing.length === 0
      ? "leaves this machine out"
      : `does not name ${missing.join(" and ")}`,
    why: "calls to servers on this machine",
    ...(missing.length === 0
      ? {}
      : { remedy: `export NO_PROXY="${["$NO_PROXY", ...missing].join(",")}"` }),
  };
}

/** A variable in capitals or, as curl has it, in small letters. */
function either(env: Machine["env"], name: string): string | undefined {
  return env[name] || env[name.toLowerCase()] || undefined;
}

/** Scheme, host and port: users and passwords stay out, and so does what cannot be read. */
function shownProxy(value: string): string {
  const { protocol, host } = URL.parse(value.includes("://") ? value : `http://${value}`) ?? {};
  return protocol === undefined || host === undefined || host === ""
    ? "(not a URL)"
    : `${protocol}//${host}`;
}
