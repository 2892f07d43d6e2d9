package dev.sinter.compiler.driver;

import dev.sinter.ir.Literal;
import dev.sinter.runtime.Buffer;

/** Constants of graphs as buffers of programs, and back. */
public final class LiteralBuffers {
    private LiteralBuffers() {}

    /** A buffer with a copy of the elements. */
    public static Buffer buffer(Literal literal) {
        return Buffer.ofBits(literal.dtype(), literal.bits(), literal.shape().sizes());
    }

    /** A constant with a copy of the elements. */
    public static Literal literal(Buffer buffer) {
        return new Literal(buffer.type(), buffer.bits());
    }
}
