package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;

@Model(inputs = "x: f32[N,2,3,4]")
class FlattenAxes extends Module {
    final Linear output = new Linear(24, 5);

    @Override
    public Tensor forward(Tensor x) {
        Tensor flat = x.flatten(2);
        return output.call(flat); // <-
    }
}
