/** My microphone and camera as the device store wishes them, for as long as the device check is open. */
import { useEffect, useRef, useState } from "react";
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

  return { ...streams, retry: () => void capture.current?.retry() };
}
