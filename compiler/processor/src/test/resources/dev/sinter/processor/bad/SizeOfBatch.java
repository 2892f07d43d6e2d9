package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.Module;

@Model(inputs = "x: f32[N,4]")
class SizeOfBatch extends Module {
    @Override
    public Tensor forward(Tensor x) {
        return x.div((double) x.size(0)); // <-
    }
}
