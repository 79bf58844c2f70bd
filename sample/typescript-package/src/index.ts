import JSZip from 'jszip';
import type { Editor } from 'tinymce';

export async function pack(name: string, text: string): Promise<Uint8Array> {
  const archive = new JSZip();
  archive.file(name, text);
  return archive.generateAsync({ type: 'uint8array' });
}

/** Only what is used brings its licence along: the types above do not, this does. */
export async function edit(selector: string): Promise<Editor | undefined> {
  const tinymce = (await import('tinymce')).default;
  return (await tinymce.init({ selector }))[0];
}
