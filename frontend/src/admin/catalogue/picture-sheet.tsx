import { useMutation } from "@tanstack/react-query";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Sweet } from "../../api/types.ts";
import { toast } from "../../ui/messages.tsx";
import { SweetPicture } from "../../ui/sweet-picture.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { type Photo, readPhoto, uploadable } from "./photo.ts";
import { ifMatch, sweetQuery, takeSweet } from "./queries.ts";

const KINDS = "image/jpeg,image/png,image/webp";

/** The picture of a sweet: dropped, chosen or taken with the camera, looked at before it is used, and removed. */
export function PictureSheet({ sweet }: { sweet: Sweet }) {
  const { officeCatalogue: words } = useWords();
  const say = useProblemWords();
  const [photo, setPhoto] = useState<Photo | null>(null);
  const [isOver, setIsOver] = useState(false);
  const params = { path: { sweet_id: sweet.id }, header: ifMatch(sweet) };

  const { mutate: use, isPending: isSending } = useMutation({
    mutationFn: async (chosen: Photo) => {
      const file = await uploadable(chosen);
      return ask(
        api.PUT("/api/sweets/{sweet_id}/picture", {
          params,
          body: file as unknown as string,
          bodySerializer: () => file,
          headers: { "Content-Type": file.type },
        }),
      );
    },
    onSuccess: (changed) => {
      setPhoto(null);
      takeSweet(changed);
      toast(words.pictureSaved(changed.name));
    },
    onError,
  });
  const { mutate: remove, isPending: isRemoving } = useMutation({
    mutationFn: () => ask(api.DELETE("/api/sweets/{sweet_id}/picture", { params })),
    onSuccess: () => {
      toast(words.pictureRemoved(sweet.name));
      void queries.invalidateQueries({ queryKey: ["sweets"] });
    },
    onError,
  });

  function onError(error: unknown) {
    toast(say(error));
    // Another version may be the reason: then the next press is based on what is there now.
    void queries.invalidateQueries({ queryKey: sweetQuery(sweet.id).queryKey });
  }

  async function look(file: File | undefined) {
    if (file === undefined) return;
    const read = await readPhoto(file);
    if (read === null) toast(words.pictureUnreadable);
    setPhoto(read);
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setIsOver(false);
    void look(event.dataTransfer.files[0]);
  }

  return (
    <section
      className={isOver ? "sheet picture-sheet is-over" : "sheet picture-sheet"}
      aria-label={words.picture}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <header>
        <h2>{words.picture}</h2>
      </header>
      {photo === null ? (
        <SweetPicture sweet={sweet} isOnTray sizes="20rem" />
      ) : (
        <Preview photo={photo} of={sweet.name} />
      )}
      {photo === null ? (
        <>
          <p className="soft small">{sweet.picture === null ? words.drawn : words.dropPicture}</p>
          <div className="acts">
            <Pick label={words.choosePicture} onPick={look} />
            <Pick label={words.takePicture} onPick={look} isCamera />
            {sweet.picture !== null && (
              <button className="btn" type="button" aria-busy={isRemoving} onClick={() => isRemoving || remove()}>
                {words.removePicture}
              </button>
            )}
          </div>
        </>
      ) : (
        <div className="acts">
          <button className="btn go" type="button" aria-busy={isSending} onClick={() => isSending || use(photo)}>
            {words.usePicture}
          </button>
          <button className="btn" type="button" onClick={() => setPhoto(null)}>
            {words.leavePicture}
          </button>
        </div>
      )}
    </section>
  );
}

function Pick({
  label,
  isCamera = false,
  onPick,
}: {
  label: string;
  isCamera?: boolean;
  onPick: (file: File | undefined) => void;
}) {
  return (
    <label className={isCamera ? "btn pick-file camera" : "btn pick-file"}>
      <input
        className="visually-hidden"
        type="file"
        accept={isCamera ? "image/*" : KINDS}
        capture={isCamera ? "environment" : undefined}
        onChange={({ target }) => {
          onPick(target.files?.[0]);
          target.value = "";
        }}
      />
      {label}
    </label>
  );
}

/** A photo before the shop has it, drawn here: the Content-Security-Policy shows no picture that the shop does not serve. */
function Preview({ photo, of }: { photo: Photo; of: string }) {
  const { officeCatalogue: words } = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null) photo.draw(canvas.current, PREVIEW_SIDE);
  }, [photo]);
  return <canvas className="preview" ref={canvas} role="img" aria-label={words.pictureOf(of)} />;
}

const PREVIEW_SIDE = 640;
