/** A photo somebody chose, decoded. */
export interface Photo {
  file: File;
  /** Draw it, at most so many pixels on its longer side. */
  draw: (canvas: HTMLCanvasElement, side: number) => void;
}

/** What the shop takes at most, and how large a photo that is larger is made. */
const MAX_BYTES = 5 * 1024 * 1024;
const LARGE_SIDE = 2048;
const TAKEN_AS_IT_IS = new Set(["image/jpeg", "image/png", "image/webp"]);

/** Decode a file; null if it is no picture that this browser can show. */
export async function readPhoto(file: File): Promise<Photo | null> {
  try {
    const bitmap = await createImageBitmap(file);
    return {
      file,
      draw(canvas, side) {
        const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
        canvas.width = Math.round(bitmap.width * scale);
        canvas.height = Math.round(bitmap.height * scale);
        canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      },
    };
  } catch {
    return null;
  }
}

/** Return what to send: the file itself, or a smaller picture of it if the shop would refuse that. */
export async function uploadable({ file, draw }: Photo): Promise<Blob> {
  if (file.size <= MAX_BYTES && TAKEN_AS_IT_IS.has(file.type)) return file;
  const canvas = document.createElement("canvas");
  draw(canvas, LARGE_SIDE);
  return new Promise((resolve) => canvas.toBlob((smaller) => resolve(smaller ?? file), "image/jpeg", 0.9));
}
