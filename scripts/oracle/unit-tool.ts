/** A look at one translation unit for developers: `npx tsx scripts/oracle/unit-tool.ts KERNEL MODULE SOURCE-NAME COMMAND [NAME]`. */

import { readKernelModules } from '../../server/src/kbuild/read-kernel-modules.ts';
import type { KernelModule } from '../../server/src/kbuild/kernel-module.ts';
import { createLinker } from '../../server/src/linkage/link-object.ts';
import { createPreprocessor } from '../../server/src/preprocess/preprocessor.ts';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import { CACHE, dkmsSource, isKernel, kernelTarget, sourceTree } from './cache.ts';
import fs from 'node:fs';
import path from 'node:path';

const [kernelName = '6.12', moduleName = '', sourceName = '', command = 'externals', name = ''] = process.argv.slice(2);
const dkms = kernelName.startsWith('dkms:');
const kernel = dkms ? '6.1' : isKernel(kernelName) ? kernelName : '6.12';
const files = createDiskFiles();
const target = kernelTarget(kernel);
const module = findModule();
if (!module) throw new Error(`no module ${moduleName}`);
const preprocessor = createPreprocessor({ files, headers: target.headers!, config: target.config });
const linker = createLinker();
for (const source of module.sources.filter((one) => one.path.includes(sourceName))) {
  const unit = preprocessor.translationUnit({ path: source.path, flags: source.flags, moduleName: module.name });
  console.log(`== ${source.path}`);
  const text = (items: readonly { tokens: readonly { text: string }[] }[]) => items.map((item) => item.tokens.map((t) => t.text).join(' ')).join('\n');
  if (command === 'text') console.log(text(unit.declarationsOf(name)));
  else if (command === 'tag') console.log(text(unit.definitionsOfTag(name)));
  else if (command === 'candidates') console.log(text(unit.candidates));
  else if (command === 'time') {
    for (let i = 0; i < 10; i++) {
      const start = performance.now();
      const again = preprocessor.translationUnit({ path: source.path, flags: source.flags, moduleName: module.name });
      const walked = performance.now();
      linker.link(again);
      console.log(`walk ${(walked - start).toFixed(1)} link ${(performance.now() - walked).toFixed(1)} ms`);
    }
  } else {
    const object = linker.link(unit);
    for (const one of object.external) if (name ? one.symbol.includes(name) : target.exports.get(one.symbol)?.kind === 'gpl') console.log(`  ${one.symbol}${one.weak ? ' (weak)' : ''}`);
    if (command === 'uses') {
      for (const one of object.external) {
        if (name ? one.symbol !== name : target.exports.get(one.symbol)?.kind !== 'gpl') continue;
        for (const use of one.uses.slice(0, 3)) {
          const steps = use.chain.map((step) => `${step.kind} ${step.name} (${path.basename(step.location?.file ?? '')}:${step.location?.range.start.line})`);
          console.log(`    ${path.basename(use.at.file)}:${use.at.range.start.line}:${use.at.range.start.column} ${use.text} -> ${[...steps, one.symbol].join(' -> ')}`);
        }
      }
      console.log(object.modinfo.map((m) => `${m.text} @${m.at.range.start.line}`).join('\n'), JSON.stringify(object.exports).slice(0, 500));
    }
    for (const one of object.unread) console.log(`  unread ${one.file}: ${one.reason}`);
  }
}

/** Reading the whole tree takes seconds: keep the module's description. */
function findModule(): KernelModule | undefined {
  const cache = path.join(CACHE, `unit-tool-${kernelName.replace(/\W/g, '_')}.json`);
  if (!fs.existsSync(cache)) {
    const root = dkms ? dkmsSource(kernelName.slice(5))! : sourceTree(kernel);
    fs.writeFileSync(cache, JSON.stringify(readKernelModules({ files, root, target }).modules));
  }
  return (JSON.parse(fs.readFileSync(cache, 'utf8')) as KernelModule[]).find((one) => one.name === moduleName);
}
