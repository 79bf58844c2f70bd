/** `npm run build:l10n`: writes the English bundle of the client's texts, from which translations are made. A test holds it fresh. */

import fs from 'node:fs';
import { BUNDLE, clientSources, textsOf } from './support/client-texts.ts';

const texts = textsOf(clientSources());
fs.writeFileSync(BUNDLE, `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), null, 2)}\n`);
console.log(`${texts.length} texts`);
