// Where the telephone is; it needs no network for that, only patience and the sky.

const PATIENCE_MS = 60_000;
const WHY_NOT = {
  1: "没有得到定位的许可：请在浏览器设置中允许本页使用位置，或手工填写",
  2: "手机现在定不了位：请到室外空旷处再试，或手工填写",
  3: "定位超时：请到室外空旷处再试，或手工填写",
};

export const EDGES = { latitude: [3, 54], longitude: [73, 136] };

// { latitude, longitude, accuracy_m, fixed_at } in degrees as text to six places, and when that was known. Throws an Error that says why not.
export function here() {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) {
      reject(new Error("这部手机的浏览器不能定位，请手工填写"));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) => resolve({
        latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6),
        accuracy_m: Math.min(100_000, Math.max(0, Math.round(coords.accuracy))),
        fixed_at: timestamp,
      }),
      failure => reject(new Error(WHY_NOT[failure.code] ?? WHY_NOT[2])),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 0 },
    );
  });
}

// A number of degrees as somebody typed it, or null.
export function degrees(typed, name) {
  const said = typed.trim();
  const [least, most] = EDGES[name];
  return /^\d{1,3}([.]\d{1,6})?$/.test(said) && Number(said) >= least && Number(said) <= most ? said : null;
}
