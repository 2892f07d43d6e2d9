package dev.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.runtime.io.SafetensorsWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** What the compiler generates, written by hand: the contract of {@link Program} and {@link Artifact} by example. */
final class HandWritten {
    private HandWritten() {}

    /** {@code y = relu(x @ w + b)}: a matmul into scratch, one unit per row, then an elementwise step, one unit per element. */
    static final class Dense extends Program {
        Dense() {
            super("""
                    entry predict
                    input x f32[N,K]
                    state w f32[K,M]
                    state b f32[M]
                    output y f32[N,M]
                    scratch f32 N*M
                    step matmul N 20*K*M
                    step bias_relu N*M 100
                    """);
        }

        @Override
        protected void step(int step, long lo, long hi) {
            // Symbols in the order of their first appearance: N, K, M.
            int inner = (int) sizes[1];
            int columns = (int) sizes[2];
            switch (step) {
                case 0 -> matmul((float[]) slots[0], (float[]) slots[1], (float[]) slots[4], inner, columns, (int) lo,
                        (int) hi);
                case 1 ->
                    biasRelu((float[]) slots[4], (float[]) slots[2], (float[]) slots[3], columns, (int) lo, (int) hi);
                default -> throw unknown(step);
            }
        }

        private static void matmul(float[] x, float[] w, float[] product, int inner, int columns, int lo, int hi) {
            for (int row = lo; row < hi; row++) {
                for (int column = 0; column < columns; column++) {
                    float sum = 0;
                    for (int k = 0; k < inner; k++) {
                        sum = Math.fma(x[row * inner + k], w[k * columns + column], sum);
                    }
                    product[row * columns + column] = sum;
                }
            }
        }

        private static void biasRelu(float[] product, float[] b, float[] y, int columns, int lo, int hi) {
            for (int i = lo; i < hi; i++) {
                y[i] = Math.max(product[i] + b[i % columns], 0f);
            }
        }
    }

    /** {@code b = b + rate * mean(x, rows)}: a state that is updated in place, and a plain result beside it. */
    static final class Nudge extends Program {
        Nudge() {
            super("entry nudge\n", "input x f32[N,M]\ninput rate f32[]\n", """
                    state b f32[M]
                    output mean f32[M]
                    update b f32[M]
                    step mean M 100*N
                    step add M 100
                    """);
        }

        @Override
        protected void step(int step, long lo, long hi) {
            float[] mean = (float[]) slots[3];
            for (int column = (int) lo; column < hi; column++) {
                if (step == 0) {
                    mean[column] = mean((float[]) slots[0], column);
                } else {
                    // Slot 4, the output, is the array of slot 2, the input.
                    ((float[]) slots[4])[column] = ((float[]) slots[2])[column]
                            + ((float[]) slots[1])[0] * mean[column];
                }
            }
        }

        private float mean(float[] x, int column) {
            float sum = 0;
            for (int row = 0; row < sizes[0]; row++) {
                sum += x[row * (int) sizes[1] + column];
            }
            return sum / sizes[0];
        }
    }

    /** A model with both entries; a generated one would find its weights beside its class. */
    static class Model extends Artifact {
        private final Map<String, Buffer> weights = Map.of(
                "w", Buffer.of(new float[]{1, 2, 3, 4}, 2, 2),
                "b", Buffer.of(new float[]{-10, 0.5f}, 2));

        @Override
        public String name() {
            return "model";
        }

        @Override
        public List<String> entries() {
            return List.of("predict", "nudge");
        }

        @Override
        protected Executable create(String entry) {
            return entry.equals("predict") ? new Dense() : new Nudge();
        }

        @Override
        protected InputStream resource(String name) {
            assertThat(name).isEqualTo("weights.safetensors");
            try {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                SafetensorsWriter.write(bytes, weights, Map.of());
                return new ByteArrayInputStream(bytes.toByteArray());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
