package shop;

import dev.sinter.Model;
import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.nn.Module;

@Model(inputs = "index: i64[N,4]")
class DtypeMismatch extends Module {
    final Parameter weight = new Parameter(Sinter.zeros(4, 2));

    @Override
    public Tensor forward(Tensor index) {
        return index.matmul(weight); // <-
    }
}
