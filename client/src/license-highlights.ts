/** Sets off, in a licence text, what makes the licence reach further, what it asks for, and what it keeps back. Where that stands, the server knows. */

import { Disposable, l10n, OverviewRulerLane, ThemeColor, window, type DecorationOptions, type TextEditor, type TextEditorDecorationType } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { toRange, type LicensePassage } from './protocol.ts';

type Effect = LicensePassage['effect'];

const COLORS: Readonly<Record<Effect, string>> = { triggers: 'editorWarning.foreground', requires: 'editorInfo.foreground', withholds: 'descriptionForeground' };

export function highlightLicenses(client: LanguageClient): Disposable {
  const styles = Object.fromEntries(Object.entries(COLORS).map(([effect, color]) => [effect, styleOf(color)])) as Record<Effect, TextEditorDecorationType>;

  async function paint(editor: TextEditor): Promise<void> {
    if (!client.isRunning() || !isLicense(editor)) return;
    const passages = await client.sendRequest<readonly LicensePassage[]>('copyleftLens/passages', { uri: editor.document.uri.toString() });
    for (const [effect, style] of Object.entries(styles)) {
      editor.setDecorations(style, passages.filter((passage) => passage.effect === effect).map(optionsOf));
    }
  }

  const paintAll = (editors: readonly TextEditor[]): void => editors.forEach((editor) => void paint(editor));
  paintAll(window.visibleTextEditors);
  return Disposable.from(window.onDidChangeVisibleTextEditors(paintAll), ...Object.values(styles));
}

/** Ours, or one of a package. */
function isLicense({ document: { uri } }: TextEditor): boolean {
  return uri.scheme === 'copyleft-lens-license' || (uri.scheme === 'file' && /\/(?:licen[cs]e|copying|unlicense)[^/]*$/i.test(uri.path));
}

/** A bar at the side in the colour of the effect, and a light ground: no text changes its colour. */
function styleOf(color: string): TextEditorDecorationType {
  return window.createTextEditorDecorationType({
    isWholeLine: true,
    borderColor: new ThemeColor(color),
    borderStyle: 'solid',
    borderWidth: '0 0 0 3px',
    backgroundColor: new ThemeColor('editor.rangeHighlightBackground'),
    overviewRulerColor: new ThemeColor(color),
    overviewRulerLane: OverviewRulerLane.Right,
  });
}

/** The first line says what the passage is about. */
function optionsOf({ effect, title, range }: LicensePassage): DecorationOptions {
  const words: Readonly<Record<Effect, string>> = { triggers: l10n.t('Triggers: {0}', title), requires: l10n.t('Requires: {0}', title), withholds: l10n.t('Withholds: {0}', title) };
  return { range: toRange(range), hoverMessage: words[effect] };
}
