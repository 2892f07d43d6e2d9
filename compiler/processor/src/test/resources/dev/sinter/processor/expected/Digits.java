// Generated from @Model DigitsNet.
package shop;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Entry;
import dev.sinter.runtime.State;
import dev.sinter.types.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import shop.digitsnet.DigitsNetArtifact;

/**
 * {@link DigitsNet} as a program: {@code DigitsNet.forward(image: f32[N,1,12,12])}.
 *
 * <p>Calls of one program take turns; programs that shall run at the same time are several, and may share a state.
 */
public final class Digits {
    private final Entry entry;

    /**
     * A program with the weights that the model's constructor made.
     */
    public Digits() {
        this(initialState());
    }

    /**
     * A program with these weights, which others may share.
     */
    public Digits(State state) {
        entry = new DigitsNetArtifact().entry("scores", state);
    }

    /**
     * A new copy of the weights that the model's constructor made.
     */
    public static State initialState() {
        try {
            return new DigitsNetArtifact().initialState();
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
     * Computes {@code scores(image: f32[N,1,12,12])} of the elements in row-major order, as {@code f32[N,10]}; the lengths of the arrays tell N.
     */
    public float[] scores(float[] image) {
        long N = size("image: f32[N,1,12,12]", image.length, 144);
        return (float[]) scores(Buffer.of(DType.F32, image, N, 1, 12, 12)).array();
    }

    /**
     * Computes the same of tensors; one of a wrong type is refused by name.
     */
    public Buffer scores(Buffer image) {
        Buffer[] results = new Buffer[1];
        this.entry.call(new Buffer[] {image}, results);
        return results[0];
    }

    private static long size(String input, int length, long each) {
        if (each <= 0 || length % each != 0) {
            throw new IllegalArgumentException(input + " cannot be an array of " + length + " elements; needed is a multiple of " + each);
        }
        return length / each;
    }
}
