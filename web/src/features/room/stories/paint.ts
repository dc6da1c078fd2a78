/** Pictures for the stories: a person before a wall, and a sheet of figures. Drawn, not photographed: nobody's face. */

const cache = new Map<string, MediaStream>();

export function paintedFace(seed: number): MediaStream {
  return streamOf(`face-${seed}`, seed % 5 === 4 ? [480, 640] : [1280, 720], (pen, width, height) => {
    const hue = (seed * 67 + 20) % 360;
    const wall = pen.createLinearGradient(0, 0, width, height);
    wall.addColorStop(0, `hsl(${hue} 22% 62%)`);
    wall.addColorStop(1, `hsl(${(hue + 40) % 360} 18% 38%)`);
    pen.fillStyle = wall;
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = `hsl(${hue} 20% 78% / 55%)`;
    pen.fillRect(width * 0.68, height * 0.08, width * 0.2, height * 0.42);
    const x = width / 2;
    const unit = Math.min(width, height);
    pen.fillStyle = `hsl(${(hue + 180) % 360} 30% 34%)`;
    pen.beginPath();
    pen.ellipse(x, height * 1.05, unit * 0.42, unit * 0.38, 0, 0, Math.PI * 2);
    pen.fill();
    const skin = `hsl(${22 + ((seed * 7) % 12)} ${38 + ((seed * 11) % 20)}% ${42 + ((seed * 13) % 32)}%)`;
    pen.fillStyle = skin;
    pen.fillRect(x - unit * 0.07, height * 0.55, unit * 0.14, unit * 0.18);
    pen.beginPath();
    pen.ellipse(x, height * 0.44, unit * 0.155, unit * 0.2, 0, 0, Math.PI * 2);
    pen.fill();
    pen.fillStyle = `hsl(${(seed * 31) % 50} 30% ${12 + ((seed * 17) % 30)}%)`;
    pen.beginPath();
    pen.ellipse(x, height * 0.36, unit * 0.17, unit * 0.155, 0, Math.PI, Math.PI * 2);
    pen.fill();
    pen.fillStyle = "hsl(20 30% 12%)";
    for (const side of [-1, 1]) {
      pen.beginPath();
      pen.ellipse(x + side * unit * 0.06, height * 0.44, unit * 0.013, unit * 0.016, 0, 0, Math.PI * 2);
      pen.fill();
    }
    pen.strokeStyle = "hsl(10 40% 28%)";
    pen.lineWidth = unit * 0.009;
    pen.beginPath();
    pen.arc(x, height * 0.5, unit * 0.05, 0.25 * Math.PI, 0.75 * Math.PI);
    pen.stroke();
  });
}

export function paintedScreen(): MediaStream {
  return streamOf("screen", [1920, 1080], (pen, width, height) => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = "#1d2233";
    pen.font = "600 64px sans-serif";
    pen.fillText("Quarterly results", 120, 170);
    pen.font = "30px sans-serif";
    for (let line = 0; line < 7; line += 1) {
      pen.fillStyle = "#565e78";
      pen.fillText(`Region ${line + 1}`, 120, 290 + line * 90);
      pen.fillStyle = "#5a61d6";
      pen.fillRect(320, 262 + line * 90, 300 + ((line * 277) % 900), 38);
    }
  });
}

function streamOf(
  key: string,
  [width, height]: [number, number],
  draw: (pen: CanvasRenderingContext2D, width: number, height: number) => void,
): MediaStream {
  const known = cache.get(key);
  if (known) return known;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  const stream = canvas.captureStream(4);
  cache.set(key, stream);
  // A canvas stream sends a frame only when something was painted.
  if (pen) {
    draw(pen, width, height);
    setInterval(() => draw(pen, width, height), 500);
  }
  return stream;
}
