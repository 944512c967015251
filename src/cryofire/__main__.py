"""`python -m cryofire`: the same program, for launchers that start a module (torchrun -m cryofire)."""

from cryofire.cli.main import main

if __name__ == "__main__":
    main()
