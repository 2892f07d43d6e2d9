package shop;

import dev.sinter.Model;
import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.nn.Module;

@Model(inputs = "x: f32[N,784]")
class MatmulInner extends Module {
    final Parameter weight = new Parameter(Sinter.zeros(10, 784));

    @Override
    public Tensor forward(Tensor x) {
        Tensor scaled = x.mul(2.0);
        return scaled.relu().matmul(weight).relu(); // <-
    }
}
