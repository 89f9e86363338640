/** Points of three columns as seen from an angle: each axis from −½ to ½ over its span, turned about the vertical and tilted. */
export function turned(columns: readonly Float64Array[], rows: readonly number[], [turn, tilt]: readonly [number, number]) {
  const units = columns.map(values => {
    let low = Infinity,
      high = -Infinity;
    for (const row of rows) {
      if (Number.isFinite(values[row])) [low, high] = [Math.min(low, values[row]), Math.max(high, values[row])];
    }
    return (row: number) => (high > low ? (values[row] - low) / (high - low) - 0.5 : 0);
  });
  const project = (a: number, b: number, c: number): [number, number] => {
    const x = a * Math.cos(turn) - c * Math.sin(turn),
      depth = a * Math.sin(turn) + c * Math.cos(turn);
    return [1.2 * x, 1.2 * (b * Math.cos(tilt) + depth * Math.sin(tilt))];
  };
  const x = new Float64Array(rows.length),
    y = new Float64Array(rows.length);
  rows.forEach((row, i) => ([x[i], y[i]] = project(units[0](row), units[1](row), units[2](row))));
  const corner: [number, number, number] = [-0.5, -0.5, -0.5];
  const axes = [0, 1, 2].map(axis => {
    const end: [number, number, number] = [...corner];
    end[axis] = 0.5;
    return { from: project(...corner), to: project(...end) };
  });
  return { x, y, axes };
}
