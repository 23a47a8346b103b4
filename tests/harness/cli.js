// `vestibule`, the command line, as an operator runs it.

import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { root } from "./server.js";

/** Built beside `xtask`, unless somebody says where. */
export const vestibule =
  process.env.VESTIBULE_TEST_CLI ??
  join(dirname(process.env.VESTIBULE_TEST_XTASK ?? join(root, "target/debug/xtask")), "vestibule");

/** Runs `vestibule apply` against a server; gives its exit status, and all that it wrote. */
export function apply({ url, adminKey, adminSecret }, options, { env = {} } = {}) {
  const child = spawn(vestibule, ["apply", "--endpoint", url, ...options], {
    cwd: root,
    env: { PATH: process.env.PATH, AWS_ACCESS_KEY_ID: adminKey, AWS_SECRET_ACCESS_KEY: adminSecret, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output }));
  });
}
