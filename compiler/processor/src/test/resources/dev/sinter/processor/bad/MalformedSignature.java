package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.Module;

@Model(inputs = {
        "x: f32[N,4]",
        "mask: boolean[N,4]", // <-
        })
class MalformedSignature extends Module {
    public Tensor forward(Tensor x, Tensor mask) {
        return x;
    }
}
