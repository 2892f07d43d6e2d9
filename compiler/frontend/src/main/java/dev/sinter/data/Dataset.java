package dev.sinter.data;

import dev.sinter.Tensor;
import dev.sinter.runtime.Buffer;
import java.util.ArrayList;
import java.util.List;

/** A number of examples, each some tensors: an image and its label, for instance. */
public interface Dataset {
    /** How many examples there are. */
    int size();

    /** Example {@code i}: tensors without an axis for the batch. */
    List<Tensor> get(int i);

    /** Several examples, their tensors stacked along a new first axis; all examples have the same shapes and dtypes. */
    default List<Tensor> batch(int[] indices) {
        List<List<Buffer>> columns = new ArrayList<>();
        for (int i : indices) {
            List<Tensor> example = get(i);
            for (int part = 0; part < example.size(); part++) {
                if (part == columns.size()) {
                    columns.add(new ArrayList<>());
                }
                columns.get(part).add(example.get(part).toBuffer());
            }
        }
        return columns.stream().map(Rows::stack).toList();
    }
}
