import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetMe, setMe } from "@/features/account/me";
import AdminScreen from "../AdminScreen";
import { OWNER, server } from "../testing";
// Fetched before the first test asks for it.
import "./MeetingsSection";

const PHYSICS = { id: "aaaa-bbbb", title: "Physics", people: 3, since: new Date().toISOString(), owner: "Budi" };
const LOOK = "GET /api/admin/meetings";
const looks = (asked: readonly string[]) => asked.filter((call) => call === LOOK).length;

function see(hidden: boolean): void {
  vi.spyOn(document, "hidden", "get").mockReturnValue(hidden);
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
  forgetMe();
  setMe(OWNER);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("the live meetings", () => {
  it("tell who started them and how many are in, and lead in", async () => {
    server({
      [LOOK]: { meetings: [PHYSICS, { ...PHYSICS, id: "cccc", title: "", owner: "", since: null, people: 1 }] },
    });
    render(<AdminScreen section="meetings" />);
    const line = (await screen.findByText("Physics")).closest("li");
    expect(line?.textContent).toContain("3 people · for 1 min · started by Budi");
    expect(screen.getByText("cccc").closest("li")?.textContent).toContain("1 person · started by a guest");
    const link = screen.getByRole<HTMLAnchorElement>("link", { name: "Join Physics in a new tab" });
    expect(link.getAttribute("href")).toBe("/m/aaaa-bbbb");
  });

  it("end only after a question that names the meeting", async () => {
    const asked = server({ [LOOK]: { meetings: [PHYSICS] }, "POST /api/admin/meetings/aaaa-bbbb/end": [204, null] });
    render(<AdminScreen section="meetings" />);
    fireEvent.click(await screen.findByRole("button", { name: "End Physics" }));
    expect(await screen.findByRole("heading", { name: "End “Physics”?" })).toBeDefined();
    expect(asked.filter((call) => call.startsWith("POST"))).toEqual([]);
    fireEvent.click(screen.getByRole("button", { name: "End for everybody" }));
    await waitFor(() => expect(asked).toContain("POST /api/admin/meetings/aaaa-bbbb/end"));
    await waitFor(() => expect(screen.queryByRole("heading", { name: "End “Physics”?" })).toBeNull());
    expect(looks(asked)).toBe(2);
  });

  it("say why one was not ended, and keep the question", async () => {
    server({
      [LOOK]: { meetings: [PHYSICS] },
      "POST /api/admin/meetings/aaaa-bbbb/end": [503, { code: "storage_away" }],
    });
    render(<AdminScreen section="meetings" />);
    fireEvent.click(await screen.findByRole("button", { name: "End Physics" }));
    fireEvent.click(await screen.findByRole("button", { name: "End for everybody" }));
    expect((await screen.findByRole("alert")).textContent).toContain("The server cannot reach its data now");
  });

  it("say when there are none", async () => {
    server({ [LOOK]: { meetings: [] } });
    render(<AdminScreen section="meetings" />);
    expect(await screen.findByText(/^Nobody is in a meeting now/)).toBeDefined();
  });

  it("are looked at again and again, but not while nobody sees them", async () => {
    vi.useFakeTimers();
    const asked = server({ [LOOK]: { meetings: [] } });
    render(<AdminScreen section="meetings" />);
    const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
    await pass(0);
    const before = looks(asked);
    await pass(5000);
    expect(looks(asked)).toBe(before + 1);
    act(() => see(true));
    await pass(60_000);
    expect(looks(asked)).toBe(before + 1);
    act(() => see(false));
    await pass(0);
    expect(looks(asked)).toBe(before + 2);
  });
});
