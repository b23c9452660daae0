/** A real FTP server: pyftpdlib over a temporary folder, reached through a proxy that can cut. @module */

import { storageServicePaths } from "../requirements.ts";
import { type CuttingProxy, startCuttingProxy } from "./cutting_proxy.ts";
import { startService } from "./service_process.ts";

/** A running server. */
export interface FtpServer extends AsyncDisposable {
  /** The URL of its root, with user and password. */
  readonly url: string;
  /** The same with another password. */
  readonly wrongUrl: string;
  /** The folder that it serves. */
  readonly folder: string;
  /** Between clients and the server, for commands and for data. */
  readonly proxy: CuttingProxy;
}

/** A password that a URL can hold only when it is encoded. */
const PASSWORD = "p@ss/word#1";

/** Starts a server. */
export async function startFtp(): Promise<FtpServer> {
  await using cleanUp = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "tessera-ftp-" });
  cleanUp.defer(() => Deno.remove(folder, { recursive: true }));
  const program = new URL("ftp_server.py", import.meta.url).pathname;
  const argv = [storageServicePaths().python, "-W", "ignore", program, "tester", PASSWORD, folder];
  const service = cleanUp.use(await startService(argv, { ready: /^ready \d+$/ }));
  const port = Number(service.readyLine.split(" ")[1]);
  const proxy = cleanUp.use(startFtpProxy(port));
  const owned = cleanUp.move();
  const urlWith = (password: string) =>
    `ftp://tester:${encodeURIComponent(password)}@127.0.0.1:${proxy.port}`;
  return {
    url: urlWith(PASSWORD),
    wrongUrl: urlWith("wrong-secret"),
    folder,
    proxy,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Data connections go to ports that the server names in its replies: these become ports of the proxy. */
function startFtpProxy(port: number): CuttingProxy {
  const proxy = startCuttingProxy({ port, hostname: "127.0.0.1" }, {
    rewriteDown(chunk) {
      const text = new TextDecoder().decode(chunk);
      const rewritten = text.replace(
        /^(229 .*\(\|\|\|)(\d+)(\|\).*)$/m,
        (_, before, dataPort, after) =>
          `${before}${proxy.forward({ hostname: "127.0.0.1", port: Number(dataPort) })}${after}`,
      );
      return Promise.resolve(new TextEncoder().encode(rewritten));
    },
  });
  return proxy;
}
