package dev.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.types.DType;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgramTest {
    private final Program dense = new HandWritten.Dense();
    private final Program nudge = new HandWritten.Nudge();

    private static Buffer random(long seed, long... sizes) {
        Buffer buffer = Buffer.zeros(DType.F32, sizes);
        Random random = new Random(seed);
        for (int i = 0; i < buffer.count(); i++) {
            buffer.floats()[i] = (float) random.nextGaussian();
        }
        return buffer;
    }

    private static Buffer expected(Buffer x, Buffer w, Buffer b) {
        Buffer y = Buffer.zeros(DType.F32, x.size(0), w.size(1));
        int columns = (int) w.size(1);
        for (int i = 0; i < y.count(); i++) {
            int row = i / columns;
            int column = i % columns;
            float sum = 0;
            for (int k = 0; k < x.size(1); k++) {
                sum = Math.fma(x.floats()[row * (int) x.size(1) + k], w.floats()[k * columns + column], sum);
            }
            y.floats()[i] = Math.max(0, sum + b.floats()[column]);
        }
        return y;
    }

    private Buffer run(Buffer x, Buffer w, Buffer b) {
        Buffer[] outputs = new Buffer[1];
        dense.run(new Buffer[]{x, w, b}, outputs);
        return outputs[0];
    }

    @Test
    void computesForEverySizeAndNumberOfThreads() {
        Buffer w = random(1, 5, 67);
        Buffer b = random(2, 67);
        for (int threads : new int[]{1, 2, 3}) {
            try (WorkerTeam team = new WorkerTeam(threads)) {
                dense.setTeam(team);
                for (int rows : new int[]{300, 0, 1, 2, 1000, 3}) {
                    Buffer x = random(rows, rows, 5);
                    assertThat(run(x, w, b).sameBits(expected(x, w, b))).as("%d rows, %d threads", rows, threads)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void overwritesAnOutputThatFitsAndReplacesOneThatDoesNot() {
        Buffer[] inputs = {random(1, 4, 2), random(2, 2, 3), random(3, 3)};
        Buffer fitting = Buffer.zeros(DType.F32, 4, 3);
        Buffer other = Buffer.zeros(DType.F32, 3, 4);
        Buffer[] outputs = {fitting};
        dense.run(inputs, outputs);
        assertThat(outputs[0]).isSameAs(fitting);
        outputs[0] = other;
        dense.run(inputs, outputs);
        assertThat(outputs[0]).isNotSameAs(other);
        assertThat(outputs[0].sameBits(fitting)).isTrue();
    }

    @Test
    void updatesAStateInItsOwnArray() {
        Buffer x = Buffer.of(new float[]{1, 2, 3, 4, 5, 6}, 3, 2);
        Buffer b = Buffer.of(new float[]{10, 20}, 2);
        Buffer[] outputs = new Buffer[2];
        nudge.run(new Buffer[]{x, Buffer.of(new float[]{0.5f}), b}, outputs);
        assertThat(outputs[0].floats()).containsExactly(3, 4);
        assertThat(outputs[1]).isSameAs(b);
        assertThat(b.floats()).containsExactly(11.5f, 22);
    }

    @Test
    void allocatesNothingPerCallAlsoWhenSizesAlternate() {
        Buffer[][] calls = {{random(1, 64, 32), random(2, 32, 40), random(3, 40)},
            {random(4, 7, 32), random(2, 32, 40), random(3, 40)}};
        Buffer[][] outputs = {new Buffer[1], new Buffer[1]};
        try (WorkerTeam team = new WorkerTeam(2)) {
            dense.setTeam(team);
            long least = Allocation.leastOf(() -> {
                dense.run(calls[0], outputs[0]);
                dense.run(calls[1], outputs[1]);
            });
            assertThat(least).isZero();
        }
    }

    @Test
    void refusesWrongInputsByNameWithWhatCameAndWhatIsNeeded() {
        Buffer x = random(1, 4, 2);
        Buffer w = random(2, 2, 3);
        Buffer b = random(3, 3);
        assertThatThrownBy(() -> run(x, random(2, 3, 3), b)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "predict: the input w is f32[3,3], but f32[K,M] is needed: dimension 0 is 3 instead of 2 = K, "
                                + "where N = 4 (dimension 0 of x), K = 2 (dimension 1 of x), M = 3 (dimension 1 of w)");
        assertThatThrownBy(() -> run(Buffer.zeros(DType.F64, 4, 2), w, b))
                .hasMessage(
                        "predict: the input x is f64[4,2], but f32[N,K] is needed: its elements are f64 instead of f32");
        assertThatThrownBy(() -> run(random(1, 4, 2, 1), w, b))
                .hasMessage("predict: the input x is f32[4,2,1], but f32[N,K] is needed: it has rank 3 instead of 2");
        assertThatThrownBy(() -> run(x, null, b)).hasMessage("predict: the input w is missing; f32[K,M] is needed");
        assertThatThrownBy(() -> dense.run(new Buffer[2], new Buffer[1]))
                .hasMessage(
                        "predict takes 3 inputs, but 2 came; it is predict(x: f32[N,K], state w: f32[K,M], state b: f32[M]) -> y: f32[N,M]");
        assertThatThrownBy(() -> dense.run(new Buffer[]{x, w, b}, new Buffer[0]))
                .hasMessageContaining("gives 1 outputs, but there are 0 places");
    }

    @Test
    void refusesAnArrayWithTwoPurposesOfWhichOneIsWritten() {
        float[] array = new float[4];
        Buffer x = Buffer.of(array, 2, 2);
        assertThatThrownBy(
                () -> dense.run(new Buffer[]{x, random(1, 2, 2), random(2, 2)}, new Buffer[]{Buffer.of(array, 2, 2)}))
                .hasMessage(
                        "predict: the output y would be written into the array of the input x; give each an array of its own");
        Buffer one = Buffer.of(new float[1], 1);
        assertThatThrownBy(() -> nudge.run(new Buffer[]{Buffer.of(one.floats(), 1, 1), random(1), one}, new Buffer[2]))
                .hasMessage(
                        "nudge: the output b would be written into the array of the input x; give each an array of its own");
    }

    @Test
    void saysWhichSizeHasNoValue() {
        Program program = new Program(
                "entry e\ninput x f32[N]\noutput y f32[floordiv(6,N)-2]\nscratch f32 N*9223372036854775807\n") {
            @Override
            protected void step(int step, long lo, long hi) {}
        };
        // So often that the JVM compiles it, and with it throws exceptions of its own without a message.
        for (int i = 0; i < 30_000; i++) {
            assertThat(refusal(program, random(1, 0)))
                    .endsWith("has no value (6 is divided by zero), where N = 0 (dimension 0 of x)");
        }
        assertThatThrownBy(() -> program.run(new Buffer[]{random(1, 6)}, new Buffer[1]))
                .hasMessageContaining("is -1, but a size is 0 or more");
        assertThatThrownBy(() -> program.run(new Buffer[]{random(1, 2)}, new Buffer[1]))
                .hasMessageContaining("has no value (2 * 9223372036854775807 leaves 64 bits)");
    }

    private static String refusal(Program program, Buffer input) {
        try {
            program.run(new Buffer[]{input}, new Buffer[1]);
            return "";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    @Test
    void saysWhichRoomHasNoValue() {
        Program program = new Program("entry e\ninput x f32[N]\noutput y f32[N]\nroom window floordiv(6,N)\n") {
            @Override
            protected void step(int step, long lo, long hi) {}
        };
        assertThat(refusal(program, random(1, 0))).isEqualTo("e: window does not fit: floordiv(6,N) has no value"
                + " (6 is divided by zero), where N = 0 (dimension 0 of x)");
    }

    @Test
    void letsAStepsExceptionOutAndRunsAgainAfterIt() {
        boolean[] fails = {true};
        Program program = new Program("entry e\ninput x f32[N]\nstep s N 1000000\n") {
            @Override
            protected void step(int step, long lo, long hi) {
                if (fails[0]) {
                    throw new IllegalStateException("unit " + lo);
                }
            }
        };
        try (WorkerTeam team = new WorkerTeam(3)) {
            program.setTeam(team);
            Buffer[] x = {random(1, 500)};
            assertThatThrownBy(() -> program.run(x, new Buffer[0])).isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("unit ");
            fails[0] = false;
            program.run(x, new Buffer[0]);
        }
    }

    @Test
    void takesScratchOfTheLargestOfItsLengthsAndNeverShrinksIt() {
        int[] seen = new int[1];
        Program program = new Program(
                "entry e\ninput x f32[N]\nscratch i64 2*N 7 3*N-6\nscratch bool 0\nstep s 1 1\n") {
            @Override
            protected void step(int step, long lo, long hi) {
                seen[0] = ((long[]) slots[1]).length;
                assertThat((byte[]) slots[2]).isEmpty();
            }
        };
        int[] lengths = IntStream.of(3, 5, 10, 2).map(n -> {
            program.run(new Buffer[]{random(1, n)}, new Buffer[0]);
            return seen[0];
        }).toArray();
        assertThat(lengths).containsExactly(7, 10, 24, 24);
    }

    @Test
    void holdsNoBufferOfItsCallerAfterACall() {
        run(random(1, 4, 2), random(2, 2, 3), random(3, 3));
        assertThat(dense.slots).startsWith(null, null, null, null).hasSize(5);
        assertThat(dense.slots[4]).isNotNull();
    }
}
