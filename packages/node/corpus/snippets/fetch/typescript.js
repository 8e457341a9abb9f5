const checked = [];
export async function leak({ http }) {
    const response = await fetch(`${http}/missing`); // leak
    checked.push({ response });
    return response.ok;
}
export async function correct({ http }) {
    const response = await fetch(`${http}/missing`);
    await response.body?.cancel();
    checked.push({ response });
    return response.ok;
}
//# sourceMappingURL=typescript.js.map