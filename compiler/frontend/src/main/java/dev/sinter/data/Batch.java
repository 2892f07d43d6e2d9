package dev.sinter.data;

import dev.sinter.Tensor;
import java.util.List;

/** Some examples at once: their tensors, stacked along the first axis. */
public record Batch(List<Tensor> tensors) {
    public Batch {
        tensors = List.copyOf(tensors);
    }

    public Tensor get(int part) {
        return tensors.get(part);
    }

    /** How many examples. */
    public int size() {
        return Math.toIntExact(tensors.get(0).size(0));
    }
}
