package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.Module;

/** Two inputs of different dtypes, sizes that must be said, an integer result. */
final class Lookup {
    private Lookup() {}

    @Model(inputs = {"table: f64[R,C]", "row: i64[R]", "offset: f64[2*R]"}, output = "i64[R]", entry = "best")
    static final class Best extends Module {
        public Tensor forward(Tensor table, Tensor row, Tensor offset) {
            return table.argmax(1).add(row);
        }
    }
}
