/** Marks files with findings wherever the workbench lists files, and rows of the findings view with their counts. */

import { EventEmitter, FileDecoration, l10n, ThemeColor, Uri, window, workspace, type Disposable, type FileDecorationProvider } from 'vscode';
import { countsOf, toUri, type FindingsTold, type Severity } from './protocol.ts';

const COLORS: Readonly<Record<Severity, string | undefined>> = {
  error: 'list.errorForeground',
  warning: 'list.warningForeground',
  information: undefined,
  hint: undefined,
};
const SETTING = 'copyleftLens.markFiles';
/** Of rows that are no file. */
const NODE_SCHEME = 'copyleft-lens-node';

/** What a row of the view is known by here. */
export function nodeUri(id: string, severity: Severity, count: number): Uri {
  return Uri.from({ scheme: NODE_SCHEME, path: `/${encodeURIComponent(id)}`, query: `${severity}=${count}` });
}

export class FileMarks implements FileDecorationProvider, Disposable {
  private readonly changed = new EventEmitter<Uri[]>();
  readonly onDidChangeFileDecorations = this.changed.event;
  private marks = new Map<string, FileDecoration>();
  private told: FindingsTold = null;
  private readonly registrations = [
    window.registerFileDecorationProvider(this),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(SETTING) && this.show(this.told)),
  ];

  show(told: FindingsTold): void {
    this.told = told;
    const before = this.marks;
    const wanted = workspace.getConfiguration().get(SETTING, true);
    this.marks = new Map(wanted ? countsOf(told)?.files.map(({ uri, severity, tooltip }) => [toUri(uri).toString(), markOf(severity, tooltip)]) : []);
    this.changed.fire([...new Set([...before.keys(), ...this.marks.keys()])].map(toUri));
  }

  provideFileDecoration(uri: Uri): FileDecoration | undefined {
    return uri.scheme === NODE_SCHEME ? countOf(uri) : this.marks.get(uri.toString());
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
    this.changed.dispose();
  }
}

function markOf(severity: Severity, tooltip: string): FileDecoration {
  const mark = new FileDecoration('§', l10n.t('Copyleft Lens: {0}', tooltip), colorOf(severity));
  mark.propagate = severity === 'error' || severity === 'warning';
  return mark;
}

/** A badge has room for two characters. */
function countOf({ query }: Uri): FileDecoration {
  const [severity, count] = query.split('=') as [Severity, string];
  return new FileDecoration(count.length > 2 ? '9+' : count, undefined, colorOf(severity));
}

function colorOf(severity: Severity): ThemeColor | undefined {
  const color = COLORS[severity];
  return color === undefined ? undefined : new ThemeColor(color);
}
