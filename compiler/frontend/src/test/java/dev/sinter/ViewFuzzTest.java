package dev.sinter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.random.Generator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ViewFuzzTest {
    /** Strided memory in plain Java: what PyTorch's tensors are. */
    private record Model(long[] memory, int offset, int[] sizes, int[] strides) {
        int count() {
            return Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        }

        int place(int element) {
            int place = offset;
            int left = element;
            for (int axis = sizes.length - 1; axis >= 0; axis--) {
                place += left % sizes[axis] * strides[axis];
                left /= sizes[axis];
            }
            return place;
        }

        long[] elements() {
            long[] all = new long[count()];
            for (int i = 0; i < all.length; i++) {
                all[i] = memory[place(i)];
            }
            return all;
        }

        Model with(int newOffset, int[] newSizes, int[] newStrides) {
            return new Model(memory, newOffset, newSizes, newStrides);
        }
    }

    @Test
    @DisplayName("T13, T14: random programs of views and in-place writes do what strided memory does")
    void fuzz() {
        Generator random = new Generator(11);
        for (int round = 0; round < 150; round++) {
            int[] sizes = {1 + (int) random.below(4), 1 + (int) random.below(4), 1 + (int) random.below(4)};
            int count = sizes[0] * sizes[1] * sizes[2];
            long[] memory = new long[count];
            Arrays.setAll(memory, i -> i);
            List<Tensor> tensors = new ArrayList<>(List.of(Sinter.arange(count).view(sizes[0], sizes[1], sizes[2])));
            List<Model> models = new ArrayList<>(
                    List.of(new Model(memory, 0, sizes, new int[]{sizes[1] * sizes[2], sizes[2], 1})));
            for (int step = 0; step < 14; step++) {
                int pick = (int) random.below(tensors.size());
                act(random, tensors, models, pick);
            }
            for (int i = 0; i < tensors.size(); i++) {
                Model model = models.get(i);
                assertThat(tensors.get(i).toLongArray()).as("view " + i + " in round " + round)
                        .containsExactly(model.elements());
                assertThat(tensors.get(i).storageOffset()).isEqualTo(model.offset);
                long[] strides = tensors.get(i).strides();
                for (int axis = 0; axis < strides.length; axis++) {
                    if (model.sizes[axis] > 1) {
                        assertThat(strides[axis]).isEqualTo(model.strides[axis]);
                    }
                }
            }
        }
    }

    private static void act(Generator random, List<Tensor> tensors, List<Model> models, int pick) {
        Tensor x = tensors.get(pick);
        Model m = models.get(pick);
        int rank = m.sizes.length;
        switch ((int) random.below(7)) {
            case 0 -> {
                if (rank > 1) {
                    int a = (int) random.below(rank);
                    int b = (int) random.below(rank);
                    int[] sizes = m.sizes.clone();
                    int[] strides = m.strides.clone();
                    sizes[a] = m.sizes[b];
                    sizes[b] = m.sizes[a];
                    strides[a] = m.strides[b];
                    strides[b] = m.strides[a];
                    tensors.add(x.transpose(a, b));
                    models.add(m.with(m.offset, sizes, strides));
                }
            }
            case 1 -> {
                if (rank > 0) {
                    int axis = (int) random.below(rank);
                    int start = (int) random.below(m.sizes[axis]);
                    int length = 1 + (int) random.below(m.sizes[axis] - start);
                    int[] sizes = m.sizes.clone();
                    sizes[axis] = length;
                    tensors.add(x.narrow(axis, start, length));
                    models.add(m.with(m.offset + start * m.strides[axis], sizes, m.strides));
                }
            }
            case 2 -> {
                if (rank > 1) {
                    int axis = (int) random.below(rank);
                    int at = (int) random.below(m.sizes[axis]);
                    tensors.add(x.select(axis, at));
                    models.add(
                            m.with(m.offset + at * m.strides[axis], without(m.sizes, axis), without(m.strides, axis)));
                }
            }
            case 3 -> {
                x.add_(100);
                for (int i = 0; i < m.count(); i++) {
                    m.memory[m.place(i)] += 100;
                }
            }
            case 4 -> {
                x.fill_(random.below(50));
                long value = x.flatten().get(0).itemLong();
                for (int i = 0; i < m.count(); i++) {
                    m.memory[m.place(i)] = value;
                }
            }
            case 5 -> {
                // A view of itself as the operand: the values before the write count.
                x.mul_(x.sum());
                long sum = Arrays.stream(m.elements()).sum();
                for (int i = 0; i < m.count(); i++) {
                    m.memory[m.place(i)] *= sum;
                }
            }
            default -> {
                Tensor flat = x.reshape(-1);
                assertThat(flat.toLongArray()).containsExactly(m.elements());
            }
        }
    }

    private static int[] without(int[] values, int axis) {
        int[] fewer = new int[values.length - 1];
        for (int i = 0; i < fewer.length; i++) {
            fewer[i] = values[i < axis ? i : i + 1];
        }
        return fewer;
    }
}
