package dev.sinter.samples.tour;

import static dev.sinter.Sinter.ones;

import dev.sinter.Cuda;
import dev.sinter.Device;
import dev.sinter.Tensor;
import java.util.List;

/** Where tensors live. */
final class Devices {
    static final List<Step> STEPS = List.of(new Step(13, "Devices", Devices::devices));

    private Devices() {}

    private static void devices(Page page) {
        Device best = Device.best();
        page.show("best", best);
        Tensor x = ones(2, 2).to(best);
        page.show("x.to(best).cpu().device()", x.cpu().device());
        page.show("Cuda.isAvailable() || !Cuda.reason().isEmpty()", Cuda.isAvailable() || !Cuda.reason().isEmpty());
        page.refused("Device.parse(\"gpu\")", () -> Device.parse("gpu"));
    }
}
