import JSZip from 'jszip';

export async function pack(name: string, text: string): Promise<Uint8Array> {
  const archive = new JSZip();
  archive.file(name, text);
  return archive.generateAsync({ type: 'uint8array' });
}
