import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/api/http";
import { EndingScreen } from "./EndingScreen";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const seconds = (count: number) => act(() => vi.advanceTimersByTimeAsync(count * 1_000));

describe("the end of a visit", () => {
  it("counts down and tries again by itself while the server restarts, with growing pauses", async () => {
    const onJoin = vi.fn(async () => false);
    render(<EndingScreen reason="server_restarting" minutes={0} busy={false} problem={null} onJoin={onJoin} />);
    expect(screen.getByText("Next attempt in 2 seconds")).toBeDefined();
    await seconds(1);
    expect(screen.getByText("Next attempt in 1 second")).toBeDefined();
    await seconds(1);
    expect(onJoin).toHaveBeenCalledTimes(1);
    expect(screen.getByText("Next attempt in 4 seconds")).toBeDefined();
    await seconds(4);
    expect(onJoin).toHaveBeenCalledTimes(2);
    await seconds(7);
    expect(onJoin).toHaveBeenCalledTimes(2);
    await seconds(1);
    expect(onJoin).toHaveBeenCalledTimes(3);
  });

  it("stops trying once it worked or the screen is gone", async () => {
    const onJoin = vi.fn(async () => true);
    const { unmount } = render(
      <EndingScreen reason="server_restarting" minutes={0} busy={false} problem={null} onJoin={onJoin} />,
    );
    await seconds(60);
    expect(onJoin).toHaveBeenCalledTimes(1);
    unmount();
    await seconds(60);
    expect(onJoin).toHaveBeenCalledTimes(1);
  });

  it("tries nothing by itself after a leave", async () => {
    const onJoin = vi.fn(async () => true);
    render(<EndingScreen reason="left" minutes={12} busy={false} problem={null} onJoin={onJoin} />);
    await seconds(120);
    expect(onJoin).not.toHaveBeenCalled();
    expect(screen.getByText("You were there for 12 minutes.")).toBeDefined();
  });

  it("says that the door is locked when the way back finds it so", () => {
    const problem = new ApiError("meeting_locked", 403);
    render(<EndingScreen reason="left" minutes={0} busy={false} problem={problem} onJoin={async () => false} />);
    expect(screen.getByRole("heading", { name: "The meeting is locked" })).toBeDefined();
  });

  it("puts the focus on the sentence, so that it is read", () => {
    render(<EndingScreen reason="removed" minutes={0} busy={false} problem={null} onJoin={async () => false} />);
    expect(document.activeElement?.textContent).toBe("You were removed from the meeting");
  });
});
