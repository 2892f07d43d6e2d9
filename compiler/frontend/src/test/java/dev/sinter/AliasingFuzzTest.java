package dev.sinter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import dev.sinter.types.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several memories, one of them an array of the caller's, and what is written through views of one while others are read. */
class AliasingFuzzTest {
    private static final int PROGRAMS = 60;

    /** A tensor as the model has it: places in a plain Java array. */
    private record Seen(long[] memory, int[] sizes, int[] places) {
        static Seen whole(long[] memory, int... sizes) {
            return new Seen(memory, sizes, IntStream.range(0, memory.length).toArray());
        }

        long[] elements() {
            return Arrays.stream(places).mapToLong(place -> memory[place]).toArray();
        }

        /** Whether every element has a place of its own. */
        boolean isWritable() {
            return Arrays.stream(places).distinct().count() == places.length;
        }

        void write(long[] values) {
            for (int i = 0; i < places.length; i++) {
                memory[places[i]] = values[i];
            }
        }

        /** The view of {@code newSizes} whose element {@code i} is this one's at {@code starts + i[axis] * steps[axis]}, axes permuted. */
        Seen at(int[] newSizes, int[] axes, int[] starts, int[] steps) {
            int[] strides = new int[sizes.length];
            for (int axis = sizes.length - 1, run = 1; axis >= 0; run *= sizes[axis--]) {
                strides[axis] = run;
            }
            int[] all = new int[Arrays.stream(newSizes).reduce(1, (a, b) -> a * b)];
            for (int i = 0; i < all.length; i++) {
                int left = i;
                int from = 0;
                for (int axis = newSizes.length - 1; axis >= 0; axis--) {
                    int old = axes[axis];
                    from += (starts[axis] + left % newSizes[axis] * steps[axis]) * strides[old];
                    left /= newSizes[axis];
                }
                all[i] = places[from];
            }
            return new Seen(memory, newSizes, all);
        }

        Seen withSizes(int... newSizes) {
            return new Seen(memory, newSizes, places);
        }
    }

    /** What was computed and is looked at only later, when its operands have been overwritten. */
    private record Later(Tensor tensor, long[] expected, String when) {}

    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Seen> seen = new ArrayList<>();
    private final List<Later> later = new ArrayList<>();
    private Generator random = new Generator(0);
    private long[] callers = {};

    private int below(int bound) {
        return (int) random.below(bound);
    }

    private void add(Tensor tensor, Seen model) {
        tensors.add(tensor);
        seen.add(model);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    @DisplayName("T13, T14, T16: views, overlapping copies, out= and callers' arrays do what strided memory does, whenever one looks")
    void fuzz(long seed) {
        random = new Generator(seed);
        for (int program = 0; program < PROGRAMS; program++) {
            begin();
            StringBuilder log = new StringBuilder();
            for (int step = 0; step < 18; step++) {
                int pick = below(tensors.size());
                log.append("\n").append(act(pick, tensors.get(pick), seen.get(pick)));
                if (below(6) == 0) {
                    check(below(tensors.size()), log);
                }
            }
            for (Later each : later) {
                assertThat(each.tensor.toLongArray()).as(each.when + log).containsExactly(each.expected);
            }
            for (int i = 0; i < tensors.size(); i++) {
                check(i, log);
            }
        }
    }

    private void begin() {
        tensors.clear();
        seen.clear();
        later.clear();
        long[] own = IntStream.range(0, 12).asLongStream().toArray();
        add(Sinter.arange(12).view(3, 4), Seen.whole(own, 3, 4));
        callers = IntStream.range(100, 108).asLongStream().toArray();
        add(Sinter.wrap(callers), Seen.whole(callers.clone(), 8));
        add(tensors.get(1).view(2, 4), seen.get(1).withSizes(2, 4));
    }

    private void check(int i, CharSequence log) {
        assertThat(tensors.get(i).toLongArray()).as("tensor " + i + log).containsExactly(seen.get(i).elements());
        assertThat(callers).as("the caller's array" + log).containsExactly(seen.get(1).memory);
    }

    private String act(int pick, Tensor x, Seen m) {
        int rank = m.sizes.length;
        int[] axes = IntStream.range(0, rank).toArray();
        int[] zeros = new int[rank];
        int[] ones = new int[rank];
        Arrays.fill(ones, 1);
        String to = tensors.size() + " = " + pick;
        switch (below(13)) {
            case 0 -> {
                for (int i = rank - 1; i > 0; i--) {
                    int other = below(i + 1);
                    int axis = axes[i];
                    axes[i] = axes[other];
                    axes[other] = axis;
                }
                int[] sizes = Arrays.stream(axes).map(axis -> m.sizes[axis]).toArray();
                add(x.permute(axes), m.at(sizes, axes, zeros, ones));
                return to + ".permute " + Arrays.toString(axes);
            }
            case 1, 2 -> {
                if (rank == 0) {
                    return "";
                }
                int axis = below(rank);
                int start = below(m.sizes[axis]);
                int step = 1 + below(3);
                int[] sizes = m.sizes.clone();
                sizes[axis] = (m.sizes[axis] - start + step - 1) / step;
                zeros[axis] = start;
                ones[axis] = step;
                add(x.slice(axis, start, m.sizes[axis], step), m.at(sizes, axes, zeros, ones));
                return to + ".slice " + axis + ", " + start + ", " + step;
            }
            case 3 -> {
                int axis = below(rank + 1);
                int[] sizes = IntStream.range(0, rank + 1).map(i -> i == axis ? 1 : m.sizes[i < axis ? i : i - 1])
                        .toArray();
                add(x.unsqueeze(axis), m.withSizes(sizes));
                return to + ".unsqueeze " + axis;
            }
            case 4 -> {
                int axis = below(rank + 1);
                int times = 1 + below(2);
                int[] sizes = IntStream.range(0, rank + 1).map(i -> i == axis ? times : m.sizes[i < axis ? i : i - 1])
                        .toArray();
                long[] grown = Arrays.stream(sizes).asLongStream().toArray();
                int[] from = IntStream.range(0, rank + 1).map(i -> i < axis ? i : Math.max(0, i - 1)).toArray();
                int[] steps = IntStream.range(0, rank + 1).map(i -> i == axis ? 0 : 1).toArray();
                Seen model = rank == 0
                        ? new Seen(m.memory, sizes, IntStream.range(0, times).map(i -> m.places[0]).toArray())
                        : m.at(sizes, from, new int[rank + 1], steps);
                add(x.unsqueeze(axis).expand(grown), model);
                return to + ".unsqueeze.expand " + Arrays.toString(grown);
            }
            case 5 -> {
                if (m.places.length % 2 != 0 || !x.isContiguous()) {
                    return "";
                }
                add(x.view(2, -1), m.withSizes(2, m.places.length / 2));
                return to + ".view(2, -1)";
            }
            case 6 -> {
                later.add(new Later(x.mul(3), Arrays.stream(m.elements()).map(e -> 3 * e).toArray(), to + ".mul(3)"));
                return "later " + pick;
            }
            case 7 -> {
                int at = below(callers.length);
                callers[at] += 1000;
                seen.get(1).memory[at] = callers[at];
                return "the caller writes " + at;
            }
            case 8 -> {
                long[] copy = m.elements();
                add(below(2) == 0 ? x.clone() : x.add(0), Seen.whole(copy, m.sizes));
                return to + ".clone";
            }
            default -> {
                return write(pick, x, m);
            }
        }
    }

    private String write(int pick, Tensor x, Seen m) {
        if (!m.isWritable()) {
            assertThatThrownBy(() -> x.add_(7)).isInstanceOf(Diagnostic.class).hasMessageContaining("clone() it");
            return pick + ".add_ refused";
        }
        switch (below(4)) {
            case 0 -> {
                x.add_(7);
                m.write(Arrays.stream(m.elements()).map(e -> e + 7).toArray());
                return pick + ".add_";
            }
            case 1 -> {
                int other = like(m);
                x.copy_(tensors.get(other));
                m.write(seen.get(other).elements());
                return pick + ".copy_ " + other;
            }
            case 2 -> {
                // The result depends on all of what it overwrites a part of.
                int other = like(m);
                long sum = Arrays.stream(m.elements()).sum();
                tensors.get(other).sub(x.sum()).into(x);
                m.write(Arrays.stream(seen.get(other).elements()).map(e -> e - sum).toArray());
                return other + ".sub.into " + pick;
            }
            default -> {
                // Upon itself, one element further.
                if (m.sizes.length == 0 || m.sizes[0] < 2) {
                    return "";
                }
                int n = m.sizes[0] - 1;
                int inner = m.places.length / m.sizes[0];
                x.narrow(0, 1, n).copy_(x.narrow(0, 0, n));
                long[] old = m.elements();
                long[] moved = old.clone();
                System.arraycopy(old, 0, moved, inner, n * inner);
                m.write(moved);
                return pick + " moved upon itself";
            }
        }
    }

    /** Some tensor of the same shape, perhaps the very same. */
    private int like(Seen m) {
        int[] same = IntStream.range(0, seen.size()).filter(i -> Arrays.equals(seen.get(i).sizes, m.sizes)).toArray();
        return same[below(same.length)];
    }

    @Test
    @DisplayName("T13: of an expanded tensor one copy can be written, which all show; several cannot")
    void expanded() {
        Tensor row = Sinter.zeros(3);
        Tensor rows = row.expand(2, 3);
        rows.get(1).narrow(0, 1, 2).fill_(4);
        assertThat(row.toFloatArray()).containsExactly(0, 4, 4);
        assertThat(rows.toFloatArray()).containsExactly(0, 4, 4, 0, 4, 4);
        rows.slice(0, 0, 2, 2).add_(1);
        assertThat(row.toFloatArray()).containsExactly(1, 5, 5);
        rows.slice(0, 0, 0).fill_(7);
        row.expand(1, 3).add_(1);
        assertThat(rows.toFloatArray()).containsExactly(2, 6, 6, 2, 6, 6);
        assertThatThrownBy(() -> rows.add_(1)).isInstanceOf(Diagnostic.class).hasMessageContaining("clone() it");
        Tensor x = Sinter.tensor(new float[]{1, 2}).requiresGrad_();
        x.expand(3, 2).get(2).narrow(0, 1, 1).mul(5).sum().backward();
        assertThat(x.grad().toFloatArray()).containsExactly(0, 5);
    }

    @Test
    @DisplayName("T14: into writes an out of the same shape in place, gives another one the result's shape, and refuses a lower category")
    void into() {
        Tensor x = Sinter.tensor(new float[]{1, 2});
        Tensor memory = Sinter.zeros(2, 2);
        assertThat(x.add(1).into(memory.get(1)).toFloatArray()).containsExactly(2, 3);
        assertThat(memory.toFloatArray()).containsExactly(0, 0, 2, 3);
        float[] array = new float[2];
        x.mul(x).into(Sinter.wrap(array));
        assertThat(array).containsExactly(1, 4);
        Tensor out = Sinter.zeros(3);
        Tensor view = out.get(0);
        assertThat(x.mul(5).into(out)).isSameAs(out);
        assertThat(out.toFloatArray()).containsExactly(5, 10);
        assertThat(view.itemFloat()).isZero();
        Tensor source = x.add(0);
        source.into(out).add_(1);
        assertThat(source.toFloatArray()).as("out has memory of its own").containsExactly(1, 2);
        assertThat(Sinter.arange(2).into(Sinter.zeros(1)).dtype()).isEqualTo(DType.F32);
        assertThatThrownBy(() -> x.into(Sinter.arange(2))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("cannot be stored in a tensor of i64");
        assertThatThrownBy(() -> x.into(Sinter.zeros(3).requiresGrad_())).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("keeps its shape");
    }
}
