// Bundles the extension into dist/extension.js, and the licences of what is in the bundle into dist/NOTICES.txt.
import * as fs from "node:fs";
import * as path from "node:path";
import { build } from "esbuild";

const { metafile } = await build({
  entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", external: ["vscode"],
  bundle: true, minify: true, platform: "node", target: "node18", format: "cjs", metafile: true, logLevel: "info",
});
const folders = new Set();
for (const input of Object.keys(metafile.inputs)) {
  const inside = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input);
  if (inside !== null) folders.add(inside[0]);
}
const notices = [...folders].sort().map((folder) => {
  const { name, version } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = fs.readdirSync(folder).find((one) => /^licen[sc]e/i.test(one));
  if (file === undefined) throw new Error(`${folder} has no licence`);
  return `${name} ${version}\n\n${fs.readFileSync(path.join(folder, file), "utf8").trim()}\n`;
});
fs.writeFileSync("dist/NOTICES.txt", notices.join(`\n${"-".repeat(80)}\n\n`));
