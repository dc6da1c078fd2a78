/** Somebody's picture inside a box: fills it, but never cuts more than the rule allows (`pictureBox`). */
import { useEffect, useRef, useState } from "react";
import { pictureBox, type Size } from "@/call/layout";
import type { VideoSource } from "@/call/state";
import { useCall } from "@/features/call/context";
import { classes } from "@/ui/classes";
import styles from "./Video.module.css";

export interface VideoProps {
  identity: string;
  source: VideoSource;
  /** Id of the track; a new one is attached anew. */
  track: string;
  box: Size;
  mirrored?: boolean;
  /** Screens are shown whole, cameras filled. */
  whole?: boolean;
  label: string;
}

export function Video({ identity, source, track, box, mirrored, whole, label }: VideoProps) {
  const { session } = useCall();
  const element = useRef<HTMLVideoElement>(null);
  const [picture, setPicture] = useState<Size>({ width: 16, height: 9 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another track of the same person must be attached anew.
  useEffect(() => {
    if (!element.current) return;
    return session.showVideo(identity, source, element.current);
  }, [session, identity, source, track]);
  const read = () => {
    const { videoWidth, videoHeight } = element.current ?? {};
    if (videoWidth && videoHeight) setPicture({ width: videoWidth, height: videoHeight });
  };
  const part = whole ? { width: 1, height: 1 } : pictureBox(box, picture);
  return (
    <video
      ref={element}
      className={classes(styles.video, mirrored && styles.mirrored, whole && styles.whole)}
      style={{ width: `${part.width * 100}%`, height: `${part.height * 100}%` }}
      aria-label={label}
      autoPlay
      playsInline
      muted
      disablePictureInPicture
      onResize={read}
      onLoadedMetadata={read}
    />
  );
}
