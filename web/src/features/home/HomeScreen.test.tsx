import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { rememberMeeting } from "@/platform/recent";
import { HomeScreen } from "./HomeScreen";

beforeEach(() => window.history.replaceState(null, "", "/"));
afterEach(() => vi.unstubAllGlobals());

function answers(status: number, body: unknown): void {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body), { status }));
}

describe("the home page", () => {
  it("starts a meeting with one press and takes the link along", async () => {
    answers(201, { id: "abc-defg-hij", title: "", link: "https://meet.example/m/abc-defg-hij" });
    render(<HomeScreen />);
    fireEvent.click(screen.getByRole("button", { name: "Start a meeting" }));
    await waitFor(() => expect(window.location.pathname).toBe("/m/abc-defg-hij"));
    expect(window.history.state).toMatchObject({ link: "https://meet.example/m/abc-defg-hij" });
  });

  it("says what happened when the server does not answer, and offers another try", async () => {
    answers(503, {});
    render(<HomeScreen />);
    fireEvent.click(screen.getByRole("button", { name: "Start a meeting" }));
    expect((await screen.findByRole("alert")).textContent).toContain("does not answer");
    expect(screen.getByRole("button", { name: "Try again" })).toBeDefined();
    expect(window.location.pathname).toBe("/");
  });

  it("goes to the meeting of a pasted code", () => {
    render(<HomeScreen />);
    const field = screen.getByLabelText("Meeting link or code");
    fireEvent.change(field, { target: { value: " abc-defg-hij " } });
    fireEvent.submit(field);
    expect(window.location.pathname).toBe("/m/abc-defg-hij");
  });

  it("explains what a code looks like when it was given something else", () => {
    render(<HomeScreen />);
    const field = screen.getByLabelText("Meeting link or code");
    fireEvent.change(field, { target: { value: "see you soon" } });
    fireEvent.submit(field);
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByText(/wgsa-akmt-y5t5-22dk/)).toBeDefined();
  });

  it("lists the meetings last joined on this device", () => {
    rememberMeeting({ id: "abc-defg-hij", title: "Physics", at: 0 });
    render(<HomeScreen />);
    expect(screen.getByRole("link", { name: /Physics/ }).getAttribute("href")).toBe("/m/abc-defg-hij");
  });
});
