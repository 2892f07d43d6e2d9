// Generated from @Model Mlp.
package shop;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Entry;
import dev.sinter.runtime.State;
import dev.sinter.types.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import shop.mlp.MlpArtifact;

/**
 * {@link Mlp} as a program: {@code Mlp.forward(x: f32[N,4])}.
 *
 * <p>Calls of one program take turns; programs that shall run at the same time are several, and may share a state.
 */
public final class MlpProgram {
    private final Entry entry;

    /**
     * A program with the weights that the model's constructor made.
     */
    public MlpProgram() {
        this(initialState());
    }

    /**
     * A program with these weights, which others may share.
     */
    public MlpProgram(State state) {
        entry = new MlpArtifact().entry("predict", state);
    }

    /**
     * A new copy of the weights that the model's constructor made.
     */
    public static State initialState() {
        try {
            return new MlpArtifact().initialState();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The weights, which calls read; {@code restore} loads trained ones from a file.
     */
    public State state() {
        return entry.state();
    }

    /**
     * What runs: for calls that reuse their results' buffers and allocate nothing.
     */
    public Entry entry() {
        return entry;
    }

    /**
     * Computes {@code predict(x: f32[N,4])} of the elements in row-major order; the lengths of the arrays tell N.
     */
    public float[] predict(float[] x) {
        long N = size("x: f32[N,4]", x.length, 4);
        return (float[]) predict(Buffer.of(DType.F32, x, N, 4)).array();
    }

    /**
     * Computes the same of tensors; one of a wrong type is refused by name.
     */
    public Buffer predict(Buffer x) {
        Buffer[] results = new Buffer[1];
        this.entry.call(new Buffer[] {x}, results);
        return results[0];
    }

    private static long size(String input, int length, long each) {
        if (each <= 0 || length % each != 0) {
            throw new IllegalArgumentException(input + " cannot be an array of " + length + " elements; needed is a multiple of " + each);
        }
        return length / each;
    }
}
