package dev.sinter.runtime.io;

import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Buffers with random bits, special ones among them. */
final class Samples {
    private Samples() {}

    static Buffer random(DType dtype, long seed, long... sizes) {
        Buffer buffer = Buffer.zeros(dtype, sizes);
        Random random = new Random(seed);
        byte[] bytes = new byte[buffer.count() * dtype.bytes()];
        random.nextBytes(bytes);
        ByteBuffer bits = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        switch (dtype) {
            case F32 -> bits.asFloatBuffer().get(buffer.floats());
            case F64 -> bits.asDoubleBuffer().get(buffer.doubles());
            case F16, BF16, I16 -> bits.asShortBuffer().get(buffer.shorts());
            case I64 -> bits.asLongBuffer().get(buffer.longs());
            case I32 -> bits.asIntBuffer().get(buffer.ints());
            case I8, U8 -> bits.get(buffer.bytes());
            case BOOL -> {
                for (int i = 0; i < bytes.length; i++) {
                    buffer.bytes()[i] = (byte) (bytes[i] & 1);
                }
            }
        }
        if (dtype == DType.F32 && buffer.count() > 3) {
            buffer.floats()[0] = -0f;
            buffer.floats()[1] = Float.NaN;
            buffer.floats()[2] = Float.NEGATIVE_INFINITY;
            buffer.floats()[3] = Float.MIN_VALUE;
        }
        return buffer;
    }
}
