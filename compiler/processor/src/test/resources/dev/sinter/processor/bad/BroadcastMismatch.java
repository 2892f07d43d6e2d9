package shop;

import dev.sinter.Model;
import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.nn.Module;

@Model(inputs = "x: f32[N,4]")
class BroadcastMismatch extends Module {
    final Parameter bias = new Parameter(Sinter.zeros(5));

    @Override
    public Tensor forward(Tensor x) {
        return x
                .exp()
                .add(bias) // <-
                .relu();
    }
}
