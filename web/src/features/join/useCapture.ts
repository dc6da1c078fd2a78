/** My microphone and camera as the device store wishes them, for as long as the device check is open. */
import { useCallback, useEffect, useRef, useState } from "react";
import { type InputKind, useDevices } from "@/call/devices";
import { Capture } from "./capture";

export interface Captured {
  microphone: MediaStream | null;
  camera: MediaStream | null;
  retry(): void;
}

export function useCapture(): Captured {
  const { microphoneOn, microphoneId, cameraOn, cameraId } = useDevices();
  const [streams, setStreams] = useState<Record<InputKind, MediaStream | null>>({ microphone: null, camera: null });
  const capture = useRef<Capture>(null);

  useEffect(() => {
    const own = new Capture(navigator.mediaDevices, {
      onStream: (kind, stream) => setStreams((now) => ({ ...now, [kind]: stream })),
      onOutcome: (kind, problem) => useDevices.getState().report(kind, problem),
    });
    capture.current = own;
    const stopWatching = useDevices.getState().watch();
    return () => {
      stopWatching();
      own.close();
    };
  }, []);

  useEffect(() => {
    void capture.current?.wish({
      microphone: microphoneOn && microphoneId,
      camera: cameraOn && cameraId,
    });
  }, [microphoneOn, microphoneId, cameraOn, cameraId]);

  const retry = useCallback(() => void capture.current?.retry(), []);
  useSecondChance(retry);
  return { ...streams, retry };
}

/** Tries again by itself when the reason of a failure went away: permission given, device plugged in. */
function useSecondChance(retry: () => void): void {
  const { permissions, problems } = useDevices();
  const allowedNow = KINDS.some((kind) => problems[kind] === "denied" && permissions[kind] === "granted");
  const missing = KINDS.some((kind) => problems[kind] === "missing");
  useEffect(() => {
    if (allowedNow) retry();
  }, [allowedNow, retry]);
  useEffect(() => {
    if (!missing) return;
    navigator.mediaDevices?.addEventListener("devicechange", retry);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", retry);
  }, [missing, retry]);
}

const KINDS: readonly InputKind[] = ["microphone", "camera"];
