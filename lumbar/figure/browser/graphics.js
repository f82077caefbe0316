// @ts-check
/** Short words for what WebGL2 needs many for. */

export class Program {
  /** @param {WebGL2RenderingContext} gl @param {{vertex: string, fragment: string}} source */
  constructor(gl, { vertex, fragment }) {
    this.gl = gl;
    const program = gl.createProgram();
    if (!program) throw new Error("no program");
    this.program = program;
    /** @type {[number, string][]} */
    const parts = [
      [gl.VERTEX_SHADER, vertex],
      [gl.FRAGMENT_SHADER, fragment],
    ];
    for (const [kind, text] of parts) {
      const shader = gl.createShader(kind);
      if (!shader) throw new Error("no shader");
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
      const logs =
        gl.getAttachedShaders(program)?.map((shader) => gl.getShaderInfoLog(shader)) ?? [];
      throw new Error([gl.getProgramInfoLog(program), ...logs].join("\n"));
    }
    /** @type {Map<string, WebGLUniformLocation|null>} */
    this.places = new Map();
    const block = gl.getUniformBlockIndex(program, "Sky");
    if (block !== gl.INVALID_INDEX) gl.uniformBlockBinding(program, block, 0);
  }

  use() {
    this.gl.useProgram(this.program);
    return this;
  }

  /** @param {string} name */
  place(name) {
    let place = this.places.get(name);
    if (place === undefined) {
      place = this.gl.getUniformLocation(this.program, name);
      this.places.set(name, place);
    }
    return place;
  }

  /**
   * Numbers of a float, a vector or an array of three-vectors.
   * @param {string} name @param {ArrayLike<number>} values
   */
  set(name, values) {
    const { gl } = this;
    const place = this.place(name);
    if (place === null) return;
    const list = /** @type {Float32List} */ (values);
    if (values.length === 1) gl.uniform1fv(place, list);
    else if (values.length === 2) gl.uniform2fv(place, list);
    else if (values.length === 4) gl.uniform4fv(place, list);
    else if (values.length === 16) gl.uniformMatrix4fv(place, false, list);
    else gl.uniform3fv(place, list);
  }

  /** @param {string} name @param {number} value  a count, or a texture unit */
  setWhole(name, value) {
    this.gl.uniform1i(this.place(name), value);
  }
}

/** A mesh on the graphics card. */
export class Model {
  /**
   * @param {WebGL2RenderingContext} gl
   * @param {{positions: Float32Array, normals: Float32Array, triangles: Uint16Array}} mesh
   * @param {Float32Array|null} [regions]
   * @param {Uint16Array} [coarse]  triangles that cast the shadow
   */
  constructor(gl, mesh, regions = null, coarse = mesh.triangles) {
    this.gl = gl;
    this.mesh = mesh;
    this.buffers = [mesh.positions, mesh.normals, ...(regions ? [regions] : [])].map((data, i) => {
      const buffer = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, data, i < 2 ? gl.DYNAMIC_DRAW : gl.STATIC_DRAW);
      return buffer;
    });
    this.full = this.arrays(this.buffers, mesh.triangles);
    this.caster = this.arrays(this.buffers.slice(0, 1), coarse);
  }

  /** @param {(WebGLBuffer|null)[]} buffers @param {Uint16Array} triangles */
  arrays(buffers, triangles) {
    const { gl } = this;
    const array = gl.createVertexArray();
    gl.bindVertexArray(array);
    buffers.forEach((buffer, place) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, 3, gl.FLOAT, false, 0, 0);
    });
    const indices = gl.createBuffer();
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, indices);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, triangles, gl.STATIC_DRAW);
    gl.bindVertexArray(null);
    return { array, indices, length: triangles.length };
  }

  /** Send the vertices again, after they moved. */
  send() {
    const { gl, mesh } = this;
    [mesh.positions, mesh.normals].forEach((data, i) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[i]);
      gl.bufferSubData(gl.ARRAY_BUFFER, 0, data);
    });
  }

  draw() {
    const { gl, full } = this;
    gl.bindVertexArray(full.array);
    // Things without garments are outside every region.
    if (this.buffers.length < 3) gl.vertexAttrib3f(2, -1, -1, -1);
    gl.drawElements(gl.TRIANGLES, full.length, gl.UNSIGNED_SHORT, 0);
  }

  /** @param {number} lights  once for each */
  cast(lights) {
    const { gl, caster } = this;
    gl.bindVertexArray(caster.array);
    gl.drawElementsInstanced(gl.TRIANGLES, caster.length, gl.UNSIGNED_SHORT, 0, lights);
  }

  delete() {
    const { gl } = this;
    for (const { array, indices } of [this.full, this.caster]) {
      gl.deleteVertexArray(array);
      gl.deleteBuffer(indices);
    }
    for (const buffer of this.buffers) gl.deleteBuffer(buffer);
  }
}

/**
 * A texture to draw into.
 * @param {WebGL2RenderingContext} gl @param {number} width @param {number} height
 * @param {boolean} depth  depths that are compared when they are read, not colours
 */
export function target(gl, width, height, depth) {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1, depth ? gl.DEPTH_COMPONENT24 : gl.RGB10_A2, width, height);
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
    gl.texParameteri(gl.TEXTURE_2D, filter, gl.LINEAR);
  for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T])
    gl.texParameteri(gl.TEXTURE_2D, wrap, gl.CLAMP_TO_EDGE);
  if (depth) {
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_COMPARE_MODE, gl.COMPARE_REF_TO_TEXTURE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_COMPARE_FUNC, gl.LEQUAL);
  }
  const frame = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
  gl.framebufferTexture2D(
    gl.FRAMEBUFFER,
    depth ? gl.DEPTH_ATTACHMENT : gl.COLOR_ATTACHMENT0,
    gl.TEXTURE_2D,
    texture,
    0,
  );
  if (depth) gl.drawBuffers([gl.NONE]);
  return {
    texture,
    frame,
    width,
    height,
    delete() {
      gl.deleteTexture(texture);
      gl.deleteFramebuffer(frame);
    },
  };
}
