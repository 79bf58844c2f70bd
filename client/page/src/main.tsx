/** Starts the page: with the report that is in it, or with the one that the editor around it sends. */

import { render } from 'preact';
import type { PageModel } from '../../../server/src/findings/page/page-model.ts';
import { App } from './app.tsx';
import { findHost } from './host.ts';

const embedded = JSON.parse(document.getElementById('model')?.textContent ?? 'null') as PageModel | null;
render(<App host={findHost()} embedded={embedded} />, document.getElementById('page')!);
