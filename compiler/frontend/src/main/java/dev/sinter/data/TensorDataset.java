package dev.sinter.data;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import java.util.Arrays;
import java.util.List;

/** Examples that lie along the first axis of some tensors; their elements are those of the moment when the dataset is made. */
public final class TensorDataset implements Dataset<List<Tensor>> {
    private final List<Buffer> columns;
    private final int size;

    public TensorDataset(Tensor... tensors) {
        if (tensors.length == 0 || tensors[0].rank() == 0) {
            throw new Diagnostic("TensorDataset: at least one tensor with an axis of examples is needed");
        }
        size = Math.toIntExact(tensors[0].size(0));
        for (Tensor tensor : tensors) {
            if (tensor.rank() == 0 || tensor.size(0) != size) {
                throw new Diagnostic("TensorDataset: shapes " + tensors[0].shape() + " and " + tensor.shape()
                        + " do not have as many examples: the first axes differ");
            }
        }
        columns = Arrays.stream(tensors).map(Tensor::toBuffer).toList();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public List<Tensor> get(int i) {
        if (i < 0 || i >= size) {
            throw outside(i);
        }
        return columns.stream().map(column -> Rows.row(column, i)).toList();
    }

    private IndexOutOfBoundsException outside(int i) {
        return new IndexOutOfBoundsException("example " + i + " of a dataset of " + size);
    }

    @Override
    public Batch batch(int[] indices) {
        return new Batch(rows(indices), indices.length);
    }

    private List<Tensor> rows(int[] indices) {
        for (int i : indices) {
            if (i < 0 || i >= size) {
                throw LoadingException.ofExample(i, outside(i));
            }
        }
        return columns.stream().map(column -> Rows.take(column, indices)).toList();
    }

    /** All examples: the tensors themselves. */
    public List<Tensor> tensors() {
        return columns.stream().map(Sinter::tensor).toList();
    }
}
