"""What changes in reviews: one function a sentence the owner would say."""
