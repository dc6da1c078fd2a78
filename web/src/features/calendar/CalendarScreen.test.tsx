import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetMe, setMe } from "@/features/account/me";
import CalendarScreen from "./CalendarScreen";
import { dayOf, localText } from "./grid";

const ANA = {
  id: "p1",
  name: "Ana",
  email: "ana@example.org",
  language: "en",
  time_zone: "UTC",
  picture: "",
  role: "member" as const,
  rights: ["see_directory"] as const,
};
const noon = new Date(dayOf(new Date()).getTime() + 12 * 3600_000);
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const ROUND = {
  plan: "1",
  meeting: "abcd-abcd-abcd-abcd",
  date: localText(noon),
  starts: noon.toISOString(),
  ends: new Date(noon.getTime() + 1_800_000).toISOString(),
  title: "Round",
  agenda: "",
  zone: ZONE,
  repeats: true,
  changed: false,
  mine: true,
  answer: null,
};
const PLAN = {
  id: "1",
  meeting: ROUND.meeting,
  title: "Round",
  agenda: "",
  starts: ROUND.date,
  minutes: 30,
  zone: ZONE,
  recurrence: "FREQ=WEEKLY",
  early_minutes: null,
  mine: true,
  cancelled: false,
  invitees: [{ address: "budi@example.org", name: "Budi", answer: "yes" }],
};
const PEOPLE = ["budi", "bunga"].map((name) => ({
  id: name,
  name,
  email: `${name}@example.org`,
  picture: "",
  role: "member",
  active: true,
  invited: false,
  language: "en",
  time_zone: "UTC",
}));
let sent: { call: string; body: Record<string, unknown> }[];

function server(dates: readonly object[]): void {
  sent = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    if (path.startsWith("/api/agenda")) return Response.json({ dates });
    if (path.startsWith("/api/people")) return Response.json({ people: PEOPLE, next: "" });
    if (init.method !== "GET") sent.push({ call: `${init.method} ${path}`, body: JSON.parse(String(init.body)) });
    if (path.endsWith("/cancel")) return new Response(null, { status: 204 });
    return Response.json(PLAN);
  });
}

beforeEach(() => {
  forgetMe();
  setMe(ANA);
});
afterEach(() => vi.unstubAllGlobals());

describe("the calendar", () => {
  it("plans a meeting that repeats, with the addresses that were pasted", async () => {
    server([]);
    render(<CalendarScreen />);
    fireEvent.click(screen.getByRole("button", { name: "Plan a meeting" }));
    const dialog = within(await screen.findByRole("dialog"));
    fireEvent.change(dialog.getByLabelText("Title"), { target: { value: "Review" } });
    fireEvent.change(dialog.getByLabelText("Invite"), { target: { value: "Budi <budi@example.org>; x" } });
    fireEvent.click(dialog.getByRole("button", { name: /^Repeats/ }));
    fireEvent.click(dialog.getByRole("menuitemradio", { name: "Weekly" }));
    fireEvent.click(dialog.getByRole("button", { name: /^Others than hosts/ }));
    fireEvent.click(dialog.getByRole("menuitemradio", { name: "10 minutes before" }));
    fireEvent.submit(dialog.getByLabelText("Title"));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body.early_minutes).toBe(10);
    expect(sent[0]).toMatchObject({
      call: "POST /api/plans",
      body: { title: "Review", recurrence: "FREQ=WEEKLY", invitees: ["budi@example.org"], minutes: 30, zone: ZONE },
    });
  });

  it("plans on several days of every second week, so many times", async () => {
    server([]);
    render(<CalendarScreen />);
    fireEvent.click(screen.getByRole("button", { name: "Plan a meeting" }));
    const dialog = within(await screen.findByRole("dialog"));
    const choose = (field: RegExp, choice: string) => {
      fireEvent.click(dialog.getByRole("button", { name: field }));
      fireEvent.click(dialog.getByRole("menuitemradio", { name: choice }));
    };
    fireEvent.change(dialog.getByLabelText("Title"), { target: { value: "Shift" } });
    // A Wednesday: the day that is taken back is the one on which it was to begin.
    fireEvent.change(dialog.getByLabelText("Begins"), { target: { value: "2027-03-03T09:00" } });
    choose(/^Repeats/, "Weekly");
    choose(/^How often/, "Every 2 weeks");
    for (const day of ["Tuesday", "Thursday", "Wednesday"]) fireEvent.click(dialog.getByRole("button", { name: day }));
    expect(dialog.getAllByRole("button", { pressed: true }).map((day) => day.textContent)).toEqual([
      "TueTuesday",
      "ThuThursday",
    ]);
    choose(/^Ends/, "After a number of dates");
    fireEvent.change(dialog.getByLabelText("Dates in all"), { target: { value: "6" } });
    fireEvent.submit(dialog.getByLabelText("Title"));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({
      starts: "2027-03-04T09:00",
      recurrence: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=6",
    });
  });

  it("finds people of the directory by a part of their name, without the mouse", async () => {
    server([]);
    render(<CalendarScreen />);
    fireEvent.click(screen.getByRole("button", { name: "Plan a meeting" }));
    const field: HTMLInputElement = await screen.findByRole("combobox", { name: "Invite" });
    fireEvent.change(field, { target: { value: "x@example.org, bu" } });
    expect(await screen.findAllByRole("option")).toHaveLength(2);
    fireEvent.keyDown(field, { key: "ArrowDown" });
    expect(screen.getByRole("option", { selected: true }).id).toBe(field.getAttribute("aria-activedescendant"));
    fireEvent.keyDown(field, { key: "Enter" });
    expect(field.value).toBe("x@example.org, bunga@example.org, ");
    expect(sent).toEqual([]);
    fireEvent.change(field, { target: { value: `${field.value}bu` } });
    expect(await screen.findAllByRole("option")).toHaveLength(1);
    fireEvent.keyDown(field, { key: "Escape" });
    expect(screen.queryByRole("option")).toBeNull();
    expect(screen.getByRole("dialog")).toBeDefined();
  });

  it("asks which dates are meant, and sends only what was changed", async () => {
    server([ROUND]);
    render(<CalendarScreen />);
    fireEvent.click(await screen.findByRole("button", { name: /Round/ }));
    expect(await screen.findByText("Budi")).toBeDefined();
    expect(screen.getByText("Yes: 1")).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: "Change" }));
    fireEvent.click(await screen.findByRole("radio", { name: "This and the following" }));
    fireEvent.click(screen.getByRole("button", { name: "Continue" }));
    const title = await screen.findByLabelText("Title");
    fireEvent.change(title, { target: { value: "Circle" } });
    fireEvent.submit(title);
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toEqual({
      call: "PATCH /api/plans/1",
      body: { date: ROUND.date, scope: "following", title: "Circle" },
    });
  });

  it("cancels only after the question", async () => {
    server([ROUND]);
    render(<CalendarScreen />);
    fireEvent.click(await screen.findByRole("button", { name: /Round/ }));
    fireEvent.click(await screen.findByRole("button", { name: "Cancel the meeting" }));
    expect(await screen.findByRole("heading", { name: "Cancel “Round”?" })).toBeDefined();
    expect(sent).toEqual([]);
    fireEvent.click(screen.getByRole("button", { name: "Cancel the meeting" }));
    await waitFor(() => expect(sent[0]?.call).toBe("POST /api/plans/1/cancel"));
    expect(sent[0]?.body).toEqual({ date: ROUND.date, scope: "one" });
  });

  it("lets the invited answer", async () => {
    server([{ ...ROUND, mine: false, answer: "open" }]);
    render(<CalendarScreen />);
    fireEvent.click(await screen.findByRole("button", { name: /Round/ }));
    expect(screen.queryByRole("button", { name: "Change" })).toBeNull();
    fireEvent.click(await screen.findByRole("radio", { name: "Maybe" }));
    await waitFor(() => expect(sent[0]).toEqual({ call: "PUT /api/plans/1/answer", body: { answer: "maybe" } }));
  });
});
