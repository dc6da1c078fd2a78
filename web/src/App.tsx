/** The frame around every screen: live regions, toasts, the screen of this path, and the net below a crash. */
import { Suspense } from "react";
import { CrashScreen } from "./features/home/CrashScreen";
import { Waiting } from "./features/home/Waiting";
import { usePath } from "./platform/navigation";
import { screenFor } from "./routes";
import { CrashNet } from "./ui/CrashNet";
import { LiveAnnouncer } from "./ui/LiveAnnouncer";
import { Toaster } from "./ui/Toaster";

export function App() {
  const path = usePath();
  return (
    <>
      <CrashNet key={path} fallback={<CrashScreen />}>
        <Suspense fallback={<Waiting />}>{screenFor(path)}</Suspense>
      </CrashNet>
      <Toaster />
      <LiveAnnouncer />
    </>
  );
}
